import type { Row } from "./rows.ts";
import type { Scratch } from "./scratch.ts";

type Bench = { about: { pt: string; en: string }; run: (scratch: Scratch) => Promise<Row[]> };

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
  simulate: {
    about: {
      pt: "100.000 destinatários simulados até o fim, contra um só plano com as mesmas vagas; e um envio real contra o simulado",
      en: "100,000 recipients simulated to the end, against one plan of the same slots; and a real run against its simulation",
    },
    run: async (scratch) => (await import("./simulate/run-simulate.ts")).runSimulate(scratch),
  },
};
