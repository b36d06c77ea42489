import { createHash } from "node:crypto";

/**
 * Redraws each `data-live` part when its version moved, and sends what a phone writes.
 * All text reaches the page as markup that the server escaped.
 */
export const liveScript = `
const parts=[...document.querySelectorAll("[data-live]")];
const versions=new Map();
const wall=document.querySelector(".wall");
const toEnd=()=>{if(wall&&!location.search.includes("before="))wall.scrollTop=wall.scrollHeight};
async function refresh(part){
  const response=await fetch(part.dataset.live,{headers:{"if-none-match":versions.get(part)??""}});
  if(response.status!==200)return;
  versions.set(part,response.headers.get("etag"));
  const text=await response.text();
  if(part.contains(document.activeElement)&&document.activeElement!==document.body){
    const href=document.activeElement.getAttribute("href");
    part.innerHTML=text;
    if(href)part.querySelector('[href="'+CSS.escape(href)+'"]')?.focus();
  }else{
    const atEnd=wall&&wall.scrollHeight-wall.scrollTop-wall.clientHeight<80;
    part.innerHTML=text;
    if(part===wall&&atEnd)toEnd();
  }
}
async function turn(){
  if(!document.hidden)await Promise.all(parts.map(part=>refresh(part).catch(()=>{})));
  setTimeout(turn,1500);
}
toEnd();setTimeout(turn,1500);
const form=document.querySelector("form.write");
const note=document.querySelector(".note");
async function say(extra){
  const {provider,sender,from}=form.dataset;
  const response=await fetch("/_sandbox/inbound",{method:"POST",headers:{"content-type":"application/json"},
    body:JSON.stringify({provider,sender,from,...extra})}).catch(()=>null);
  note.textContent=response?.ok?"":note.dataset.problem;
  if(response?.ok&&wall){await refresh(wall);toEnd()}
  return response?.ok;
}
form?.addEventListener("submit",async event=>{
  event.preventDefault();
  const box=form.elements.text;
  if(box.value.trim()&&await say({text:box.value})){box.value="";box.focus()}
});
wall?.addEventListener("click",event=>{
  const button=event.target.closest("button[data-id]");
  if(button)say({button:{id:button.dataset.id,title:button.textContent.trim()}});
});
`;

/** Allows this script and nothing else, whatever a message says. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(liveScript).digest("base64")}'`,
  "style-src 'unsafe-inline'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");
