import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Answer } from "../api/create-api.ts";
import { answerKey, useRead } from "../api/use-api.ts";
import { useTenant } from "../tenant/tenant-context.ts";
import { isUnderWay, parseImportEvent, withProgress } from "./import-progress.ts";
import { joinChannel } from "./join-channel.ts";

type Import = Answer<"readImport">;
const pollMs = 1_000;
/** An event may be lost: it is asked now and then all the same. */
const besideChannelMs = 5_000;

/** An import as it goes: told by the tenant's channel, asked every second where there is none. */
export function useImport(importId: string) {
  const { clientId } = useTenant();
  const queries = useQueryClient();
  const [isJoined, setJoined] = useState(false);
  const params = { importId };
  const read = useRead("readImport", {
    params,
    everyMs: (one) => (one && !isUnderWay(one) ? false : isJoined ? besideChannelMs : pollMs),
  });
  const { refetch } = read;
  const isOver = read.data !== undefined && !isUnderWay(read.data);
  useEffect(() => {
    if (isOver) return;
    const leave = joinChannel(`client:${clientId}`, "import-progress", {
      event: (payload) => {
        const event = parseImportEvent(payload);
        if (event?.kind === "ended" && event.id === importId) void refetch();
        if (event?.kind !== "progress") return;
        queries.setQueryData<Import>(answerKey(clientId, "readImport", { importId }, undefined), (known) =>
          known ? withProgress(known, event.progress) : known,
        );
      },
      connection: (joined) => {
        setJoined(joined);
        // What was told before joining was not heard.
        if (joined) void refetch();
      },
    });
    return () => {
      leave();
      setJoined(false);
    };
  }, [clientId, importId, isOver, queries, refetch]);
  return read;
}
