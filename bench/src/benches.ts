import type { Row } from "./rows.ts";
import type { Scratch } from "./scratch.ts";

/** `minutes`: how long, where that can be chosen. */
type Options = { minutes?: number };
type Bench = {
  about: { pt: string; en: string };
  run: (scratch: Scratch, options: Options) => Promise<Row[]>;
};

/** What can be measured, by name. Each is loaded when it is asked for. */
export const benches: Record<string, Bench> = {
  "cold-start": {
    about: {
      pt: "do início do processo até o primeiro 200 de /health, e a memória nesse momento, contra node:http puro",
      en: "from spawn to the first 200 of /health, and memory at that moment, against bare node:http",
    },
    run: async (scratch) => (await import("./cold-start/run-cold-start.ts")).runColdStart(scratch),
  },
  dispatch: {
    about: {
      pt: "1.000 e 100.000 destinatários gravados, planejados e publicados, contra um INSERT e o cliente puro",
      en: "1,000 and 100,000 recipients ledgered, planned and published, against one INSERT and the bare client",
    },
    run: async (scratch) => (await import("./dispatch/run-dispatch.ts")).runDispatch(scratch),
  },
  worker: {
    about: {
      pt: "mensagens por segundo do worker contra pg-boss e graphile-worker, com o mesmo HTTP e as mesmas duas gravações",
      en: "the worker's messages per second against pg-boss and graphile-worker, same HTTP call, same two writes",
    },
    run: async (scratch) => (await import("./worker/run-worker.ts")).runWorker(scratch),
  },
  statuses: {
    about: {
      pt: "webhooks de status guardados e aplicados por segundo, contra node:http puro com a mesma gravação",
      en: "status webhooks stored and applied per second, against bare node:http with the same insert",
    },
    run: async (scratch) => (await import("./statuses/run-statuses.ts")).runStatuses(scratch),
  },
  flat: {
    about: {
      pt: "o custo de um envio em SQL com 1.000 a 1.000.000 de linhas no livro de envios",
      en: "what a send costs in SQL with 1,000 to 1,000,000 rows in the ledger",
    },
    run: async (scratch) => (await import("./flat/run-flat.ts")).runFlat(scratch),
  },
  sustained: {
    about: {
      pt: "80 mensagens por segundo de um número oficial na pilha inteira: ritmo, atraso, memória e CPU do worker",
      en: "80 messages a second from one official number on the whole stack: pace, lateness, the worker's memory and CPU",
    },
    run: async (scratch) => (await import("./stream/run-sustained.ts")).runSustained(scratch),
  },
  soak: {
    about: {
      pt: "dez minutos (ou --minutes N) de 80 mensagens e 240 status por segundo: memória, tabelas, nada perdido",
      en: "ten minutes (or --minutes N) of 80 messages and 240 statuses a second: memory, tables, nothing lost",
    },
    run: async (scratch, { minutes }) =>
      (await import("./stream/run-soak.ts")).runSoak(scratch, minutes === undefined ? {} : { minutes }),
  },
  import: {
    about: {
      pt: "um CSV de 100.000 contatos enviado, lido e aplicado pela platform-api: tempo e memória, contra as mesmas linhas inseridas direto",
      en: "a CSV of 100,000 contacts uploaded, read and applied by platform-api: time and memory, against the same rows inserted bare",
    },
    run: async (scratch) => (await import("./import/run-import.ts")).runImport(scratch),
  },
  api: {
    about: {
      pt: "quanto a platform-api demora (p50, p99) para o que se pede o dia todo, contra node:http com o mesmo SQL",
      en: "how long platform-api takes (p50, p99) for what people ask all day, against node:http with the same SQL",
    },
    run: async (scratch) => (await import("./api/run-api.ts")).runApi(scratch),
  },
  simulate: {
    about: {
      pt: "100.000 destinatários simulados até o fim, contra um só plano com as mesmas vagas; e um envio real contra o simulado",
      en: "100,000 recipients simulated to the end, against one plan of the same slots; and a real run against its simulation",
    },
    run: async (scratch) => (await import("./simulate/run-simulate.ts")).runSimulate(scratch),
  },
};
