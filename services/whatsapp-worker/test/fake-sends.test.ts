import { randomUUID } from "node:crypto";
import { createFakeSends } from "./fake-sends.ts";
import { describeSends } from "./sends-contract.ts";

describeSends("the fake of these tests", async () => {
  const now = () => new Date();
  const fake = createFakeSends(now);
  return {
    sends: fake.sends,
    addCampaign: async (dueInSeconds) => {
      const campaignId = randomUUID();
      return dueInSeconds.map((seconds) => {
        const slotAt = new Date(now().getTime() + seconds * 1_000);
        return fake.add({ id: randomUUID(), campaignId, slotAt }).id;
      });
    },
    addReply: async (after) => fake.add({ id: randomUUID(), lane: "reply", afterSendId: after ?? null }).id,
    pause: async () => fake.pause(),
  };
});
