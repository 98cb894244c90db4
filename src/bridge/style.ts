import { STYLE } from '../report/html/style.js';

/** The style sheet of a drill's page: that of the reports, and what only a page that lives has. */
export const BRIDGE_STYLE = `${STYLE}
html { scroll-padding-top: 7rem; }
body { max-width: 96rem; padding-top: 1rem; }
/* Its children stand in the page, so that the bar of time stays in sight on all of it. */
header { display: contents; }
header h1 { font-size: 1.5rem; margin-bottom: .25rem; }
.bar-of-time {
  display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; position: sticky; top: 0;
  background: var(--ground); padding: .5rem 0; border-bottom: 1px solid var(--rule); z-index: 2;
}
.clock { font-size: 1.75rem; font-weight: 650; min-width: 7.5rem; }
.hint { display: block; margin: .4rem 0 0; }
.bridge { display: grid; gap: 0 2rem; grid-template-columns: minmax(0, 1fr); }
.bridge .figures { grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 1rem; }
.bridge .figures .value { font-size: 1.25rem; white-space: nowrap; }
.bridge section { padding-top: 1.25rem; min-width: 0; }
h2 { font-size: 1.125rem; }
h3 { font-size: .9375rem; margin: .9rem 0 .3rem; color: var(--faded); font-weight: 600; }
.told {
  padding: .25rem .75rem; height: 20rem; overflow-y: auto;
  background: var(--raised); border: 1px solid var(--rule); border-radius: 6px;
}
.told:empty::before, .under-way:empty::before { content: "Nothing yet"; color: var(--faded); }
.under-way:empty::before { content: "Nothing"; }
.told > div { padding: .35rem 0; border-bottom: 1px solid var(--rule); }
.told b { font-weight: 600; margin-right: .4rem; }
.told .at { margin-right: .4rem; }
.told .kind { font-size: .8125rem; color: var(--faded); }
.kind-call, .kind-colleague { border-left: 3px solid var(--main); padding-left: .5rem !important; }
.kind-failed, .kind-refused { border-left: 3px solid var(--alarm); padding-left: .5rem !important; }
.kind-done { border-left: 3px solid var(--good); padding-left: .5rem !important; }
.acts { display: flex; flex-wrap: wrap; gap: .4rem; }
.acts button { min-height: 2.5rem; text-align: left; max-width: 100%; }
.acts small { display: inline; margin-left: .35rem; }
.acts .armed { border-color: var(--alarm); border-width: 2px; font-weight: 600; }
.fields { display: flex; flex-wrap: wrap; gap: .5rem 1rem; }
.fields button { align-self: end; }
.fields label { display: flex; flex-direction: column; font-size: .875rem; color: var(--faded); }
td.right + td:not(.right), th.right + th:not(.right) { padding-left: 1.25rem; }
select, input {
  font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--faded);
  border-radius: 5px; padding: .3rem .5rem; min-height: 2.1rem; max-width: 100%;
}
.under-way { margin: .25rem 0; padding-left: 1.1rem; min-height: 1.5rem; }
.refusal { color: var(--alarm); min-height: 1.6rem; margin: .5rem 0 0; }
.connection { color: var(--alarm); font-weight: 600; }
kbd { font: inherit; border: 1px solid var(--faded); border-radius: 4px; padding: 0 .3rem; }
#trainer { margin-top: 1.5rem; }
#trainer summary { cursor: pointer; font-weight: 600; padding: .4rem 0; }
@media (max-width: 26rem) {
  .bridge table { font-size: .8125rem; }
  .bridge tbody th { min-width: 0; }
  .bridge th.right, .bridge td.right { padding-left: .4rem; }
  .bridge th, .bridge td { padding-right: 0; }
}
@media (min-width: 60rem) {
  .bridge { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); grid-template-rows: auto 1fr; }
  .bridge > :nth-child(2) { grid-column: 2; grid-row: 1 / span 2; }
  .told { height: 26rem; }
}
`;
