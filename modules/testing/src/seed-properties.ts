import fc from "fast-check";

/*
 * A build that changes nothing must not fail by chance, so properties draw the same cases each time.
 * NOVA_SEED=<number> draws others, NOVA_SEED=random new ones each run; a failure prints the seed that repeats it.
 */
const wanted = process.env.NOVA_SEED ?? "20261121";
if (wanted !== "random")
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number.parseInt(wanted, 10) });
