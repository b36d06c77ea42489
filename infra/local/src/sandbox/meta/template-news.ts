import type { TemplateNews } from "./template-routes.ts";

/** What Meta posts of an account's templates: one body for each change of state or quality. */
export function templateNews(accountId: string, at: number, { before, after }: TemplateNews): object[] {
  const subject = {
    message_template_id: Number(after.id),
    message_template_name: after.name,
    message_template_language: after.language,
  };
  const told = (field: string, value: object) => ({
    object: "whatsapp_business_account",
    entry: [
      { id: accountId, time: Math.floor(at / 1_000), changes: [{ value: { ...value, ...subject }, field }] },
    ],
  });
  const [was, is] = [before.quality_score.score, after.quality_score.score];
  return [
    ...(before.status === after.status
      ? []
      : [
          told("message_template_status_update", {
            event: after.status,
            reason: "NONE",
            message_template_category: after.category,
          }),
        ]),
    ...(was === is
      ? []
      : [
          told("message_template_quality_update", {
            previous_quality_score: was,
            new_quality_score: is,
          }),
        ]),
  ];
}
