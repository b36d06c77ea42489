type Template = {
  id: string;
  name: string;
  language: string;
  version: number;
  kind: "text" | "meta";
  category: string | null;
  body: string;
  status: string;
  quality: string | null;
};

/** Operations that the API is about to have. */
export type Expected = {
  listTemplates: {
    params: { clientId: string };
    query: { kind?: "text" | "meta"; status?: string };
    body: undefined;
    answer: { items: Template[]; next: string | null };
  };
  syncTemplates: {
    params: { clientId: string };
    query: Record<never, never>;
    body: { senderId: string };
    answer: { added: number; changed: number; removed: number };
  };
};

export const expectedPaths = {
  listTemplates: ["GET", "/v1/clients/{clientId}/templates"],
  syncTemplates: ["POST", "/v1/clients/{clientId}/templates/sync"],
} as const satisfies Record<keyof Expected, readonly [string, string]>;
