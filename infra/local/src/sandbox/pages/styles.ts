/** The one stylesheet: no assets, light and dark, phone and desktop. */
export const styles = `
:root{color-scheme:light dark;--bg:#e9edef;--panel:#fff;--soft:#f0f2f5;--line:#e2e6e9;--ink:#111b21;--dim:#54656f;
--accent:#00735c;--out:#d9fdd3;--in:#fff;--wall:#efe7dd;--tick:#5b6b73;--seen:#0a7cc4;--bad:#b3261e;--on:#e7f3ef}
@media(prefers-color-scheme:dark){:root{--bg:#0b141a;--panel:#111b21;--soft:#202c33;--line:#26343c;--ink:#e9edef;--dim:#9fb0b9;
--accent:#22c79a;--out:#005c4b;--in:#202c33;--wall:#0b141a;--tick:#a9bcc5;--seen:#6bcbff;--bad:#ff8f85;--on:#1d2d2b}}
*{box-sizing:border-box}html,body{height:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
a{color:inherit;text-decoration:none}a:focus-visible,button:focus-visible,input:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--panel);padding:8px;z-index:2}
.app{height:100dvh;display:grid;grid-template-rows:auto 1fr;max-width:1400px;margin:0 auto;background:var(--panel)}
.top{display:flex;gap:4px;align-items:center;padding:8px 16px;border-bottom:1px solid var(--line);min-width:0}
.top h1{font-size:16px;margin:0 auto 0 0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.top a{padding:8px 12px;border-radius:18px;color:var(--dim);font-size:14px}.top a[aria-current]{background:var(--on);color:var(--accent);font-weight:600}
.panes{display:grid;grid-template-columns:minmax(300px,380px) 1fr;min-height:0}
.list{border-right:1px solid var(--line);overflow-y:auto;min-width:0}
.tools{position:sticky;top:0;background:var(--panel);padding:10px 12px;z-index:1}
.tools input{width:100%;padding:9px 14px;border:1px solid transparent;border-radius:18px;background:var(--soft);color:var(--ink);font:inherit}
.phone{display:grid;grid-template-columns:44px 1fr auto;gap:0 12px;align-items:center;padding:10px 14px;border-bottom:1px solid var(--line)}
.phone:hover,.phone[aria-current]{background:var(--soft)}
.face{width:44px;height:44px;border-radius:50%;background:var(--on);color:var(--accent);display:grid;place-items:center;font-weight:600;font-size:14px}
.phone b{font-weight:600}.phone .text{color:var(--dim);white-space:nowrap;overflow:hidden;text-overflow:ellipsis;font-size:14px}
.phone .mid{min-width:0}.phone .side{text-align:right;color:var(--dim);font-size:12px}.count{display:inline-block;background:var(--soft);border-radius:10px;padding:0 7px;margin-top:4px}
.pager{display:flex;justify-content:space-between;padding:12px 16px}.pager a{color:var(--accent);font-weight:600;padding:6px}
.main{min-width:0;min-height:0;display:flex;flex-direction:column}
.stats{display:grid;grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:12px;padding:24px;margin:0;width:100%;max-width:720px}
.stats div{background:var(--soft);border-radius:12px;padding:14px 16px}.stats dt{color:var(--dim);font-size:13px}.stats dd{margin:0;font-size:26px;font-weight:600;font-variant-numeric:tabular-nums}
.stats .alarm dd{color:var(--bad)}.hint{color:var(--dim);padding:0 24px;margin:0}.empty{padding:32px 20px;color:var(--dim);text-align:center}
.who{display:flex;align-items:center;gap:12px;padding:8px 16px;background:var(--soft);border-bottom:1px solid var(--line)}
.who h2{font-size:16px;margin:0}.who p{margin:0;color:var(--dim);font-size:13px}.back{display:none;font-size:22px;padding:4px 10px}
.wall{flex:1;min-height:0;overflow-y:auto;background:var(--wall);padding:16px 7%}
.msg{max-width:min(560px,86%);width:fit-content;padding:7px 10px 5px;border-radius:9px;margin:0 0 7px auto;background:var(--out);overflow-wrap:anywhere;box-shadow:0 1px 1px #0002}
.msg.in{margin-left:0;background:var(--in)}.msg p{margin:0;white-space:pre-wrap}.msg small{display:block;color:var(--tick);font-size:12px}.msg.in small{color:var(--dim)}
.msg .foot{text-align:right;margin-top:2px}.ticks{letter-spacing:-4px;padding-right:4px;font-weight:700}.ticks.read{color:var(--seen)}.ticks.failed{color:var(--bad);letter-spacing:0}
.msg button{display:block;width:100%;margin-top:6px;padding:8px;border:0;border-top:1px solid #8884;background:none;color:var(--seen);font:inherit;font-weight:600;cursor:pointer}
.write{display:flex;gap:8px;padding:10px 16px;background:var(--soft)}.write input{flex:1;min-width:0;padding:11px 16px;border:0;border-radius:20px;background:var(--panel);color:var(--ink);font:inherit}
.write button{border:0;border-radius:20px;padding:0 20px;background:var(--accent);color:var(--panel);font:inherit;font-weight:600;cursor:pointer}
.note{margin:0;padding:0 20px 8px;background:var(--soft);color:var(--bad);font-size:14px}.note:empty{display:none}
.channel{--accent:#4752c4;overflow-y:auto;padding:12px 20px 24px;min-height:0}
.channel h2{font-size:16px;margin:4px 0 12px}.post{display:grid;grid-template-columns:40px 1fr;gap:0 14px;padding:10px 0}
.post .face{width:40px;height:40px;background:#5865f2;color:#fff}.post .meta b{margin-right:8px}.post .meta{color:var(--dim);font-size:13px}.post .meta b{color:var(--ink);font-size:15px}
.post .body{min-width:0;overflow-wrap:anywhere}.post .said{white-space:pre-wrap;margin:2px 0}
.embed{border-left:4px solid var(--dim);border-radius:5px;background:var(--soft);padding:10px 14px;margin-top:6px;max-width:560px}
.embed h3{font-size:15px;margin:0 0 4px}.embed a,.post .said a{color:var(--seen);text-decoration:underline}.embed .text{white-space:pre-wrap;margin:0;font-size:14px}
.fields{display:grid;grid-template-columns:repeat(3,1fr);gap:8px 14px;margin:8px 0 0}.fields div{grid-column:1/-1;min-width:0}.fields .inline{grid-column:auto}
.fields dt{font-weight:600;font-size:13px}.fields dd{margin:0;font-size:14px;white-space:pre-wrap}.embed footer{color:var(--dim);font-size:12px;margin-top:8px}
.embed code,.said code{background:var(--panel);border-radius:4px;padding:1px 4px;font-size:13px}
@media(max-width:760px){.panes{grid-template-columns:1fr}.list{border:0}.panes.chat .list{display:none}.panes.home{grid-template-rows:auto 1fr}
.panes.home .main{order:-1}.panes.home .hint{display:none}.stats{grid-template-columns:repeat(4,1fr);gap:6px;padding:10px 12px 0}.stats div{padding:8px;border-radius:10px}
.stats dd{font-size:18px}.stats dt{font-size:11px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.back{display:block}.wall{padding:12px}.top{padding:8px 10px}.top a{padding:8px 9px}
.who{padding:8px}.channel{padding:8px 12px 24px}.fields{grid-template-columns:1fr 1fr}}
`;
