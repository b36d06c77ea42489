import { type ProblemText, text } from "./problem-text.ts";

/** What people read of codes about contacts, lists and imports. */
export const contactProblemTexts: Readonly<Record<string, ProblemText>> = {
  "contact.not-found": text(
    404,
    "Contato não encontrado",
    "Não existe, ou é de outro cliente. Confira o id.",
    "It does not exist, or is another client's. Check the id.",
  ),
  "contact.erased": text(
    409,
    "Contato apagado",
    "Os dados desta pessoa foram apagados a pedido. Se ela voltar a escrever, será outro contato.",
    "This person's data was erased on request. If they write again, they will be another contact.",
  ),
  "contact.no-address": text(
    409,
    "Sem endereço",
    "Este contato não tem telefone nem outro endereço de mensagens, então nada é enviado a ele.",
    "This contact has no phone or other address for messages, so nothing is sent to it.",
  ),
  "contact.being-written-to": text(
    409,
    "Mensagem a caminho",
    "Uma mensagem está saindo para esta pessoa neste instante. Tente de novo em um minuto.",
    "A message to this person is on its way at this moment. Try again in a minute.",
  ),
  "list.not-found": text(
    404,
    "Lista não encontrada",
    "Não existe, foi apagada ou é de outro cliente. Escolha outra.",
    "It does not exist, was deleted, or is another client's. Choose another.",
  ),
  "list.member-not-found": text(
    404,
    "Não está na lista",
    "Este contato não está nesta lista. Atualize a página.",
    "This contact is not on this list. Refresh the page.",
  ),
  "list.name-taken": text(
    409,
    "Nome em uso",
    "Já existe uma lista com este nome. Escolha outro, ou importe para a que existe.",
    "There is a list with this name. Choose another, or import into the one that there is.",
  ),
  "list.in-use": text(
    409,
    "Lista em uso",
    "Uma campanha em rascunho ou agendada usa esta lista. Troque a lista da campanha, ou apague-a antes.",
    "A draft or scheduled campaign uses this list. Give the campaign another, or delete it first.",
  ),
  "import.not-found": text(
    404,
    "Importação não encontrada",
    "Não existe, ou é de outro cliente. Confira o id.",
    "It does not exist, or is another client's. Check the id.",
  ),
  "import.done": text(
    409,
    "Já importado",
    "Este arquivo já foi aplicado por inteiro. Para outro arquivo, comece outra importação.",
    "This file was applied already, all of it. For another file, begin another import.",
  ),
  "import.cancelled": text(
    409,
    "Importação cancelada",
    "Ela foi cancelada, e nada dela foi aplicado. Comece outra.",
    "It was cancelled, and nothing of it was applied. Begin another.",
  ),
  "import.running": text(
    409,
    "Já está sendo enviado",
    "Este arquivo está sendo lido agora. Se o envio parou, espere meio minuto e mande de novo.",
    "This file is being read now. If its upload has stopped, wait half a minute and send it again.",
  ),
  "import.lease-lost": text(
    409,
    "Leitura interrompida",
    "A leitura parou por tempo demais, ou outro envio tomou o lugar deste. Nada foi aplicado. Mande de novo.",
    "Reading stopped for too long, or another upload took its place. Nothing was applied. Send it again.",
  ),
  "import.incomplete": text(
    409,
    "Chegou incompleto",
    "O arquivo não chegou inteiro, e nada foi aplicado. Mande de novo.",
    "The file did not arrive whole, and nothing was applied. Send it again.",
  ),
  "import.interrupted": text(
    409,
    "Interrompida",
    "A leitura parou no meio, e nada foi aplicado. Mande o arquivo de novo.",
    "Reading stopped half-way, and nothing was applied. Send the file again.",
  ),
  "import.file-too-large": text(
    413,
    "Arquivo grande demais",
    "O arquivo passa de 30 MB, o máximo por envio. Divida a lista em arquivos menores, ou tire as colunas que a mensagem não usa.",
    "The file is over 30 MB, the most that one upload may have. Split the list into smaller files, or take out columns that the message does not use.",
  ),
};
