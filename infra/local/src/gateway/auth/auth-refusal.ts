import { jsonReply, Refusal } from "../reply.ts";

/** A refusal in GoTrue's shape. */
export function authRefusal(status: number, errorCode: string, message: string): Refusal {
  return new Refusal(jsonReply(status, { code: status, error_code: errorCode, msg: message }));
}
