import type { IncomingMessage } from "node:http";
import { SignJWT } from "jose";
import type pg from "pg";
import * as z from "zod";
import { type Caller, identifyCaller, type Keys } from "../identify-caller.ts";
import { readBody } from "../read-body.ts";
import { jsonReply, type Reply } from "../reply.ts";
import { authRefusal } from "./auth-refusal.ts";
import { createSessions, type Session } from "./sessions.ts";
import { createUsers, publicUser, type User } from "./users.ts";

const tokenSeconds = 3600;
const metadata = z.record(z.string(), z.unknown()).default({});
const credentialsSchema = z.object({ email: z.string().min(1), password: z.string().min(1) });
const refreshSchema = z.object({ refresh_token: z.string().min(1) });
const scopeSchema = z.enum(["local", "others", "global"]).catch("global");
const newUserSchema = z.object({
  email: z.email(),
  password: z.string().min(6).max(72).optional(),
  email_confirm: z.boolean().default(false),
  app_metadata: metadata,
  user_metadata: metadata,
});
const signedInSchema = z.looseObject({ sub: z.uuid(), session_id: z.uuid() });

/** GoTrue's paths, as far as members sign in with a password and a server makes their accounts. */
export function createAuthRoutes({ pool, keys }: { pool: pg.Pool; keys: Keys }) {
  const users = createUsers(pool);
  const sessions = createSessions(pool);
  const secret = new TextEncoder().encode(keys.jwtSecret);

  async function sessionReply(user: User, session: Session): Promise<Reply> {
    const shown = publicUser(user);
    const { email, app_metadata, user_metadata } = shown;
    const claims = {
      email,
      app_metadata,
      user_metadata,
      role: "authenticated",
      aal: "aal1",
      session_id: session.id,
    };
    const expiresAt = Math.floor(Date.now() / 1000) + tokenSeconds;
    const accessToken = await new SignJWT({ ...claims, is_anonymous: false })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setSubject(user.id)
      .setAudience("authenticated")
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .sign(secret);
    return jsonReply(200, {
      access_token: accessToken,
      token_type: "bearer",
      expires_in: tokenSeconds,
      expires_at: expiresAt,
      refresh_token: session.refreshToken,
      user: shown,
    });
  }

  async function signIn(request: IncomingMessage): Promise<Reply> {
    const { email, password } = await readJson(request, credentialsSchema);
    const user = await users.authenticate(email, password);
    if (!user) throw authRefusal(400, "invalid_credentials", "Invalid login credentials");
    mayEnter(user);
    return sessionReply(user, await sessions.start(user.id));
  }

  async function refresh(request: IncomingMessage): Promise<Reply> {
    const session = await sessions.refresh((await readJson(request, refreshSchema)).refresh_token);
    const user = session && (await users.find(session.userId));
    if (!user)
      throw authRefusal(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
    mayEnter(user);
    return sessionReply(user, session);
  }

  async function signedIn({ claims }: Caller): Promise<{ user: User; sessionId: string }> {
    const parsed = signedInSchema.safeParse(claims);
    if (!parsed.success) throw authRefusal(403, "bad_jwt", "invalid claim: missing sub claim");
    const user = (await sessions.isOpen(parsed.data.session_id))
      ? await users.find(parsed.data.sub)
      : undefined;
    if (!user)
      throw authRefusal(403, "session_not_found", "Session from session_id claim in JWT does not exist");
    return { user, sessionId: parsed.data.session_id };
  }

  async function createUser(caller: Caller, request: IncomingMessage): Promise<Reply> {
    if (caller.role !== "service_role") throw authRefusal(403, "not_admin", "User not allowed");
    const { email, password, email_confirm, app_metadata, user_metadata } = await readJson(
      request,
      newUserSchema,
    );
    const user = await users.create({
      email,
      ...(password === undefined ? {} : { password }),
      confirmed: email_confirm,
      appMetadata: app_metadata,
      userMetadata: user_metadata,
    });
    return jsonReply(200, publicUser(user));
  }

  return {
    answer: async (request: IncomingMessage, url: URL): Promise<Reply> => {
      const caller = await identifyCaller(request.headers, url, keys);
      switch (`${request.method} ${url.pathname.slice("/auth/v1".length)}`) {
        case "POST /token":
          return url.searchParams.get("grant_type") === "refresh_token" ? refresh(request) : signIn(request);
        case "GET /user":
          return jsonReply(200, publicUser((await signedIn(caller)).user));
        case "POST /logout": {
          const { user, sessionId } = await signedIn(caller);
          await sessions.end(sessionId, user.id, scopeSchema.parse(url.searchParams.get("scope")));
          return { status: 204 };
        }
        case "POST /admin/users":
          return createUser(caller, request);
        case "POST /signup":
          throw authRefusal(422, "signup_disabled", "Signups not allowed for this instance");
        case "GET /health":
          return jsonReply(200, { name: "GoTrue", description: "sign-in of the local gateway" });
        default:
          throw authRefusal(404, "not_found", "This part of Auth is not served here");
      }
    },
  };
}

function mayEnter(user: User): void {
  if (!user.email_confirmed_at) throw authRefusal(400, "email_not_confirmed", "Email not confirmed");
  if (user.banned_until && user.banned_until > new Date())
    throw authRefusal(400, "user_banned", "User is banned");
}

async function readJson<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const text = await readBody(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw authRefusal(400, "bad_json", "Could not parse request body as JSON");
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw authRefusal(
    400,
    "validation_failed",
    `Wrong or missing: ${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}`,
  );
}
