import { ApiProblem } from "../../api/problem.ts";
import { useAct } from "../../api/use-api.ts";
import { useLanguage } from "../../i18n/language.tsx";
import { useToast } from "../../ui/toasts.tsx";
import type { Member } from "./members-card.tsx";

export const roles = ["owner", "operator", "attendant"] as const;

/** Changes a member's role where it is shown. */
export function RoleSelect({ member }: { member: Member }) {
  const { text, language } = useLanguage();
  const say = useToast();
  const act = useAct("changeMember", ["listMembers", "listAuditEvents"]);
  return (
    <select
      className="input small-select"
      aria-label={`${text.settings.role}: ${member.email ?? ""}`}
      value={member.role}
      disabled={act.isPending}
      onChange={(event) => {
        const role = roles.find((one) => one === event.target.value);
        if (!role) return;
        act.mutate(
          { params: { userId: member.userId }, body: { role } },
          {
            onSuccess: () => say(text.settings.memberChanged),
            onError: (problem) =>
              say(
                problem instanceof ApiProblem
                  ? language === "en"
                    ? problem.detailEn
                    : problem.detail
                  : text.common.unknownError,
                { isBad: true },
              ),
          },
        );
      }}
    >
      {roles.map((role) => (
        <option key={role} value={role}>
          {text.settings.roles[role]}
        </option>
      ))}
    </select>
  );
}
