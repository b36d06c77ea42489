import { fileURLToPath } from "node:url";
import { checkRepository } from "./check-repository.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const problems = await checkRepository(root);

for (const problem of problems) console.error(`- ${problem}`);
console.error(
  problems.length === 0
    ? "Topologia e camadas em ordem. / Topology and layers are fine."
    : `${problems.length} problema(s). / ${problems.length} problem(s).`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
