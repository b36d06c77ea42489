const pt = {
  lang: "pt-BR",
  title: "Sandbox",
  phones: "Celulares",
  discord: "Discord",
  search: "Buscar número",
  accepted: "Aceitas",
  recipients: "Celulares",
  delivered: "Entregues",
  read: "Lidas",
  failed: "Falhas",
  received: "Recebidas",
  duplicated: "Repetidas",
  noPhones: "Nenhuma mensagem ainda. Inicie uma campanha e os celulares aparecem aqui.",
  noMatch: "Nenhum celular com esse número.",
  skip: "Ir para o conteúdo",
  pick: "Escolha um celular para ver a conversa.",
  newer: "Mais novas",
  older: "Mais antigas",
  back: "Voltar",
  write: "Escrever como este celular",
  send: "Enviar",
  notSent: "Não foi possível enviar.",
  you: "Celular: ",
  messages: "mensagens",
  status: {
    accepted: "aceita",
    sent: "enviada",
    delivered: "entregue",
    read: "lida",
    failed: "não entregue",
  },
  channel: "alertas",
  noAlerts: "Nenhum alerta por enquanto.",
  edited: "(editado)",
  notFound: "Página não encontrada",
  other: "English",
};

type Texts = typeof pt;

const en: Texts = {
  lang: "en",
  title: "Sandbox",
  phones: "Phones",
  discord: "Discord",
  search: "Search number",
  accepted: "Accepted",
  recipients: "Phones",
  delivered: "Delivered",
  read: "Read",
  failed: "Failed",
  received: "Received",
  duplicated: "Repeated",
  noPhones: "No messages yet. Start a campaign and the phones appear here.",
  noMatch: "No phone with that number.",
  skip: "Skip to content",
  pick: "Pick a phone to see its conversation.",
  newer: "Newer",
  older: "Older",
  back: "Back",
  write: "Write as this phone",
  send: "Send",
  notSent: "Could not send.",
  you: "Phone: ",
  messages: "messages",
  status: {
    accepted: "accepted",
    sent: "sent",
    delivered: "delivered",
    read: "read",
    failed: "not delivered",
  },
  channel: "alerts",
  noAlerts: "No alerts so far.",
  edited: "(edited)",
  notFound: "Page not found",
  other: "Português",
};

/** How a page speaks and links: Portuguese unless `?lang=en`. */
export type Voice = { t: Texts; link: (path: string) => string; switchTo: "en" | "pt" };

/** Picks the language of a request. */
export function voiceOf(url: URL): Voice {
  const isEnglish = url.searchParams.get("lang") === "en";
  return {
    t: isEnglish ? en : pt,
    switchTo: isEnglish ? "pt" : "en",
    link: (path) => (isEnglish ? `${path}${path.includes("?") ? "&" : "?"}lang=en` : path),
  };
}
