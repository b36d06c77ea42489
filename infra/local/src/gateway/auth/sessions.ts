import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import * as z from "zod";

export type Session = { id: string; userId: string; refreshToken: string };
export type Sessions = {
  start(userId: string): Promise<Session>;
  /** Trades a refresh token for the next one. A token that was traded before ends its session: someone has copied it. */
  refresh(refreshToken: string): Promise<Session | undefined>;
  isOpen(sessionId: string): Promise<boolean>;
  /** Ends one session, the user's others, or all of them. */
  end(sessionId: string, userId: string, scope: "local" | "others" | "global"): Promise<void>;
};

/** Two tabs may refresh at the same moment with the same token. */
const reuseSeconds = 10;
const tradedRow = z.object({ session_id: z.uuid(), user_id: z.uuid(), reused: z.boolean() });

/** Sign-ins in `auth.sessions`; of refresh tokens only a hash is kept. */
export function createSessions(pool: pg.Pool): Sessions {
  async function issue(sessionId: string): Promise<string> {
    const token = randomBytes(24).toString("base64url");
    await pool.query("insert into auth.refresh_tokens (token_hash, session_id) values ($1, $2)", [
      hash(token),
      sessionId,
    ]);
    return token;
  }
  return {
    start: async (userId) => {
      const { rows } = await pool.query(
        `with signed_in as (update auth.users set last_sign_in_at = now() where id = $1 returning id)
         insert into auth.sessions (user_id) select id from signed_in returning id`,
        [userId],
      );
      const id = z.uuid().parse(rows[0]?.id);
      return { id, userId, refreshToken: await issue(id) };
    },
    refresh: async (refreshToken) => {
      const { rows } = await pool.query(
        `update auth.refresh_tokens t set traded_at = coalesce(t.traded_at, now())
         from auth.sessions s
         where t.token_hash = $1 and s.id = t.session_id
         returning s.id as session_id, s.user_id, t.traded_at < now() - make_interval(secs => $2) as reused`,
        [hash(refreshToken), reuseSeconds],
      );
      const traded = tradedRow.safeParse(rows[0]);
      if (!traded.success) return undefined;
      const { session_id: id, user_id: userId, reused } = traded.data;
      if (!reused) return { id, userId, refreshToken: await issue(id) };
      await pool.query("delete from auth.sessions where id = $1", [id]);
      return undefined;
    },
    isOpen: async (sessionId) => {
      const { rowCount } = await pool.query("select from auth.sessions where id = $1", [sessionId]);
      return rowCount === 1;
    },
    end: async (sessionId, userId, scope) => {
      await pool.query(
        `delete from auth.sessions where user_id = $2
         and case $3 when 'local' then id = $1 when 'others' then id <> $1 else true end`,
        [sessionId, userId, scope],
      );
    },
  };
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
