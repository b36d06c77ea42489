/** Says in plain words why an install failed, with the end of what it wrote. */
export function explainFailure(label: string, code: number | string, output: string): Error;

/** An error whose message is for people, in Portuguese and English: shown without a stack. */
export function explained(pt: string, en: string): Error;
