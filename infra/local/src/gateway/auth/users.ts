import pg from "pg";
import * as z from "zod";
import { authRefusal } from "./auth-refusal.ts";
import { hashPassword, verifyPassword } from "./passwords.ts";

const moment = z.date().nullable();
const userRow = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  encrypted_password: z.string().nullable(),
  email_confirmed_at: moment,
  last_sign_in_at: moment,
  banned_until: moment,
  raw_app_meta_data: z.record(z.string(), z.unknown()).nullable(),
  raw_user_meta_data: z.record(z.string(), z.unknown()).nullable(),
  created_at: moment,
  updated_at: moment,
});
export type User = z.infer<typeof userRow>;
export type NewUser = {
  email: string;
  password?: string;
  confirmed: boolean;
  appMetadata: object;
  userMetadata: object;
};

export type Users = {
  create(user: NewUser): Promise<User>;
  find(id: string): Promise<User | undefined>;
  /** The user with this e-mail and password; nobody else learns which of the two was wrong. */
  authenticate(email: string, password: string): Promise<User | undefined>;
};

/** The accounts in `auth.users`. */
export function createUsers(pool: pg.Pool): Users {
  const one = async (sql: string, values: unknown[]) => {
    const { rows } = await pool.query(sql, values);
    return rows[0] === undefined ? undefined : userRow.parse(rows[0]);
  };
  return {
    find: (id) => one("select * from auth.users where id = $1", [id]),
    authenticate: async (email, password) => {
      const user = await one("select * from auth.users where email = lower($1)", [email]);
      const matches = await verifyPassword(password, user?.encrypted_password);
      return matches ? user : undefined;
    },
    create: async ({ email, password, confirmed, appMetadata, userMetadata }) => {
      try {
        const user = await one(
          `insert into auth.users (email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
           values (lower($1), $2, case when $3 then now() end, $4, $5) returning *`,
          [
            email,
            password === undefined ? null : await hashPassword(password),
            confirmed,
            appMetadata,
            userMetadata,
          ],
        );
        if (!user) throw new Error("insert returned no row");
        return user;
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === "23505") {
          throw authRefusal(
            422,
            "email_exists",
            "A user with this email address has already been registered",
          );
        }
        throw error;
      }
    },
  };
}

/** A user as GoTrue shows it: never with the password. */
export function publicUser(user: User): Record<string, unknown> {
  return {
    id: user.id,
    aud: "authenticated",
    role: "authenticated",
    email: user.email ?? "",
    phone: "",
    email_confirmed_at: user.email_confirmed_at,
    confirmed_at: user.email_confirmed_at,
    last_sign_in_at: user.last_sign_in_at,
    app_metadata: { provider: "email", providers: ["email"], ...user.raw_app_meta_data },
    user_metadata: user.raw_user_meta_data ?? {},
    identities: [],
    created_at: user.created_at,
    updated_at: user.updated_at,
    is_anonymous: false,
  };
}
