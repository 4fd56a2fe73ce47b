/** What only the report of a search looks like. */
export const STYLE = `
.panels,.maps{display:flex;flex-wrap:wrap;gap:12px}
figure{margin:0}
.panels figure{width:150px}
.maps figure{width:min(100%,320px)}
.panels img{image-rendering:pixelated;border-radius:4px}
figcaption{color:var(--dim);font-size:13px}
h3+.panels{margin-bottom:10px}
td:last-child{text-align:left;white-space:normal}
dd{overflow-wrap:anywhere}
section .words{color:var(--text);font-size:15px}
pre{margin:0;overflow-x:auto;font-size:13px}
`
