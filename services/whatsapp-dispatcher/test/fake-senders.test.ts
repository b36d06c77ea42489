import { randomUUID } from "node:crypto";
import { createFakeSenders, pendingSend } from "./fake-senders.ts";
import { describeSenders } from "./senders-contract.ts";

describeSenders("the fake of these tests", async () => {
  const fake = createFakeSenders(() => new Date());
  return {
    senders: fake.senders,
    addSender: async (sends) => {
      const pending = Array.from({ length: sends }, () => pendingSend(randomUUID()));
      const { id } = fake.add(randomUUID(), pending);
      return { senderId: id, sendIds: pending.map((one) => one.id) };
    },
  };
});
