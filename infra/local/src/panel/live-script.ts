import { createHash } from "node:crypto";

/**
 * Asks for the page again and redraws the `data-live` parts whose markup moved: what did not move keeps scroll, focus
 * and opened details. A slow database is asked less often.
 */
export const liveScript = `
const parts=()=>[...document.querySelectorAll("[data-live]")];
const drawn=new Map(parts().map(part=>[part.id,part.innerHTML]));
const note=document.getElementById("gone");
async function refresh(){
  const response=await fetch(location.href,{headers:{accept:"text/html"}});
  if(response.status>=500)throw new Error();
  const page=new DOMParser().parseFromString(await response.text(),"text/html");
  for(const part of parts()){
    const fresh=page.getElementById(part.id)?.innerHTML;
    if(fresh===undefined||fresh===drawn.get(part.id))continue;
    drawn.set(part.id,fresh);
    const held=part.contains(document.activeElement)?document.activeElement.dataset.key:undefined;
    part.innerHTML=fresh;
    if(held)part.querySelector('[data-key="'+CSS.escape(held)+'"]')?.focus();
  }
}
async function turn(){
  const from=performance.now();
  if(!document.hidden)note.hidden=await refresh().then(()=>true,()=>false);
  setTimeout(turn,Math.max(2000,4*(performance.now()-from)));
}
if(drawn.size)setTimeout(turn,2000);
`;

/** Allows this script and nothing else, whatever a name says. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(liveScript).digest("base64")}'`,
  "style-src 'unsafe-inline'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");
