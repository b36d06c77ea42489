/** What the panel adds to the sandbox's stylesheet. */
export const panelStyles = `
.app{height:auto;min-height:100dvh;max-width:960px;grid-template-rows:auto 1fr}.top h1 a{padding:0;color:var(--ink);font-size:16px}
.top nav{display:flex}.page{padding:16px 24px 40px;min-width:0}.page h2{font-size:22px;margin:8px 0;overflow-wrap:anywhere}.page h3{font-size:15px;margin:24px 0 8px}
.page p{margin:6px 0}.page main a,.links a{color:var(--accent);font-weight:600}.dim{color:var(--dim);font-size:14px;overflow-wrap:anywhere}
.why::first-letter{text-transform:uppercase}td.code{white-space:nowrap}.pill{display:inline-block;padding:2px 10px;border-radius:12px;background:var(--soft);color:var(--dim);font-size:13px;font-weight:600;white-space:nowrap}
.pill.good{background:var(--on);color:var(--accent)}.pill.bad{color:var(--bad);border:1px solid var(--bad)}
.card{display:block;padding:12px 0;border-bottom:1px solid var(--line)}.card:hover{background:var(--soft)}.card .row{display:flex;gap:10px;align-items:baseline;justify-content:space-between}
.card b{overflow-wrap:anywhere;min-width:0}.bar{display:flex;height:10px;border-radius:5px;background:var(--line);overflow:hidden;margin:8px 0}.bar span{display:block;height:100%}
.bar .done{background:var(--accent)}.bar .half{background:var(--accent);opacity:.45}.bar .bad{background:var(--bad)}
.stats{padding:8px 0;max-width:none;grid-template-columns:repeat(auto-fit,minmax(110px,1fr))}
.why{background:var(--soft);border-left:4px solid var(--accent);border-radius:5px;padding:10px 14px;overflow-wrap:anywhere}.why.bad{border-color:var(--bad)}
.forms{display:flex;flex-wrap:wrap;gap:10px;align-items:flex-start}.forms button,.pauses button{border:0;border-radius:20px;padding:10px 20px;background:var(--accent);color:var(--panel);font:inherit;font-weight:600;cursor:pointer;min-height:44px}
.forms details{border:1px solid var(--line);border-radius:20px;max-width:420px}.forms summary{padding:10px 20px;cursor:pointer;color:var(--bad);font-weight:600;min-height:44px}.forms details form{padding:0 20px 14px}.forms details button{background:var(--bad)}
summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}.pauses{list-style:none;padding:0;margin:0}.pauses li{display:flex;flex-wrap:wrap;gap:10px;align-items:center;padding:8px 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:8px 12px 8px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}th{color:var(--dim);font-size:13px;font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;padding-right:0}
.links{padding:0;margin:0;list-style:none}.links li{display:flex;flex-wrap:wrap;gap:2px 12px;padding:6px 0;border-bottom:1px solid var(--line)}.links li>span:first-child{min-width:180px}.links a{overflow-wrap:anywhere;font-weight:400}
.gone{margin:0;padding:8px 24px;background:var(--soft);color:var(--bad)}.gone[hidden]{display:none}
@media(max-width:760px){.page{padding:8px 14px 32px}.top{flex-wrap:wrap}.top nav{order:1;width:100%}.top nav a:first-child{padding-left:0}.stats{grid-template-columns:repeat(auto-fit,minmax(96px,1fr))}.stats dt{white-space:normal}}
`;
