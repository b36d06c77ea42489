const causes = [
  {
    signs:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|npm error network/,
    pt: "Sem acesso ao registro do npm. Verifique a internet, o proxy (HTTPS_PROXY) e `npm config get registry`.",
    en: "The npm registry cannot be reached. Check the network, the proxy (HTTPS_PROXY) and `npm config get registry`.",
  },
  {
    signs: /spawn npm(\.cmd)? ENOENT/,
    pt: "O npm não foi encontrado. Ele vem com o Node: reinstale o Node (https://nodejs.org) e repita.",
    en: "npm was not found. It comes with Node: reinstall Node (https://nodejs.org) and try again.",
  },
  { signs: /ENOSPC/, pt: "O disco está cheio.", en: "The disk is full." },
  {
    signs: /EACCES|EPERM/,
    pt: "Sem permissão para gravar na pasta do projeto ou no cache do npm.",
    en: "No permission to write to the project's folder or to npm's cache.",
  },
  {
    signs: /EBADPLATFORM|UNSUPPORTED_PLATFORM|ERR_PNPM_NO_MATCHING_VERSION|ETARGET|E404/,
    pt: "O registro não tem um dos pacotes para este sistema.",
    en: "The registry has no such package for this system.",
  },
  {
    signs: /ERR_PNPM_OUTDATED_LOCKFILE/,
    pt: "pnpm-lock.yaml não corresponde aos package.json. Rode `pnpm install` e guarde o resultado no git.",
    en: "pnpm-lock.yaml does not match the package.json files. Run `pnpm install` and commit the result.",
  },
];

/** An error whose message is for people, in Portuguese and English: shown without a stack. */
export function explained(pt, en) {
  return Object.assign(new Error(`${pt}\n${en}`), { explained: true });
}

/** Says in plain words why an install failed, with the end of what it wrote. */
export function explainFailure(label, code, output) {
  const cause = causes.find(({ signs }) => signs.test(output));
  const tail = output.trim().split("\n").slice(-15).join("\n  ");
  const pt = cause?.pt ?? "A saída abaixo diz o motivo.";
  const en = cause?.en ?? "The output below says why.";
  return explained(
    `Não foi possível instalar ${label} (${code}). ${pt}`,
    `Could not install ${label} (${code}). ${en}\n\n  ${tail}`,
  );
}
