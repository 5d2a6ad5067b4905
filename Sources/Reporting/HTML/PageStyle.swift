/// The style sheet of the page.
enum PageStyle {
    static let text: StaticString = """

        :root {
          color-scheme: light dark;
          --paper: #fbfaf8; --card: #ffffff; --ink: #1d2126; --soft: #5a636e; --line: #dcdfe3; --wash: #f0f2f4;
          --link: #14599c; --wave: #7c93ab; --good: #1a6b3c; --warn: #8a5200; --warn-wash: #fff3dc; --warn-line: #e0a43a;
          --bad: #b3261e; --bad-wash: #fdeceb; --new: #14599c; --new-wash: #e4effa;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14171a; --card: #1c2025; --ink: #e6e8ea; --soft: #9fa9b4; --line: #343a42; --wash: #252a30;
            --link: #8ec3f5; --wave: #6f88a2; --good: #7fd39d; --warn: #f2bd5c; --warn-wash: #3a2d12; --warn-line: #a9781f;
            --bad: #ff9d94; --bad-wash: #431d1a; --new: #8ec3f5; --new-wash: #17324d;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
        body > header, main, body > footer { max-width: 66rem; margin: 0 auto; padding: 1.25rem 1rem; }
        body > header { padding-bottom: 0; }
        body > footer { color: var(--soft); font-size: .85rem; }
        h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
        h2 { font-size: 1.35rem; line-height: 1.25; margin: 0; }
        h3 { font-size: 1.05rem; margin: 2rem 0 .75rem; }
        h4 { font-size: 1rem; margin: 0; }
        h5 { font-size: .75rem; font-weight: 600; letter-spacing: .04em; text-transform: uppercase; color: var(--soft);
          margin: 0 0 .25rem; }
        p { margin: 0 0 .75rem; }
        a { color: var(--link); }
        a:focus-visible, button:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
          outline: 2px solid var(--link); outline-offset: 2px; }
        p, dd, h2 { overflow-wrap: anywhere; }
        td, tbody th { overflow-wrap: break-word; }
        .soft { color: var(--soft); }
        .small { font-size: .85rem; }
        .skip { position: absolute; left: -100vw; }
        .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem; }
        .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1rem 0; }
        .figures > div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .9rem; }
        .figures dt { color: var(--soft); font-size: .8rem; }
        .figures dd { margin: 0; font-size: 1.25rem; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
        .figures .bad dd { color: var(--bad); }
        .figures .warn dd { color: var(--warn); }
        .figures .good dd { color: var(--good); }
        .facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0; font-size: .92rem; }
        .facts dt { color: var(--soft); }
        .facts dd { margin: 0; }
        .job { border-top: 3px solid var(--line); padding-top: 1.5rem; margin-top: 2.5rem; }
        .badge { display: inline-block; border-radius: 1rem; padding: .05rem .6rem; font-size: .78rem; font-weight: 600;
          line-height: 1.5; background: var(--wash); color: var(--soft); vertical-align: .15em; white-space: nowrap; }
        .badge.good { color: var(--good); }
        .badge.warn { background: var(--warn-wash); color: var(--warn); }
        .badge.bad { background: var(--bad-wash); color: var(--bad); }
        .notice { border-left: 4px solid var(--bad); background: var(--bad-wash); border-radius: .25rem; padding: .6rem .9rem;
          margin: 1rem 0; }
        .notice p { margin: 0; }
        .notice pre { margin: .5rem 0 0; font-size: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; margin: 0 0 1rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        caption { text-align: left; color: var(--soft); font-size: .85rem; padding: 0 0 .4rem; }
        th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; color: var(--soft); font-size: .8rem; white-space: nowrap; }
        tbody th { color: var(--ink); font-size: inherit; font-weight: 500; white-space: normal; min-width: 9rem; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .date { white-space: nowrap; }
        td.off { color: var(--bad); font-weight: 600; }
        .wide { min-width: 14rem; }
        .place { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--warn-line);
          border-radius: .5rem; padding: .9rem 1rem; margin: 0 0 1rem; }
        .place.failed { border-left-color: var(--bad); }
        .place:target { outline: 2px solid var(--link); }
        .place > header { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; margin-bottom: .6rem; }
        .place > header .badge { margin-left: auto; }
        .time { font-variant-numeric: tabular-nums; font-weight: 700; text-decoration: none; }
        .wave { display: block; width: 100%; height: 4.5rem; background: var(--wash); border-radius: .3rem; }
        .wave path { fill: var(--wave); stroke: var(--wave); stroke-width: 1; vector-effect: non-scaling-stroke; }
        .wave line { vector-effect: non-scaling-stroke; stroke-width: 1; stroke: var(--line); }
        .wave .mark { stroke: var(--bad); stroke-width: 2; }
        .wave .head { stroke: var(--link); stroke-width: 2; }
        .scripted .wave.heard { cursor: pointer; }
        .ends { display: flex; justify-content: space-between; color: var(--soft); font-size: .75rem;
          font-variant-numeric: tabular-nums; margin: .1rem 0 .5rem; }
        audio { display: block; width: 100%; height: 2.5rem; margin: 0 0 .75rem; }
        .compare { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem 1.5rem; margin: .5rem 0; }
        .compare p { margin: 0; }
        .place > p { margin: .5rem 0; }
        del, ins { text-decoration-thickness: 2px; border-radius: .2rem; padding: 0 .15em; }
        del { background: var(--bad-wash); color: var(--bad); text-decoration: line-through; }
        ins { background: var(--new-wash); color: var(--new); text-decoration: underline; }
        .findings { margin: .5rem 0; padding-left: 1.2rem; }
        .findings li { margin: .15rem 0; }
        details { margin: .5rem 0 0; }
        summary { cursor: pointer; color: var(--link); font-size: .9rem; }
        details > .scroll { margin-top: .5rem; }
        figure { margin: 0 0 1.25rem; }
        figcaption { font-size: .85rem; color: var(--soft); margin-bottom: .25rem; }
        figcaption strong { color: var(--ink); }
        .chart { display: block; width: 100%; min-width: 44rem; height: auto; }
        .chart text { fill: var(--soft); font-size: 12px; font-family: inherit; font-variant-numeric: tabular-nums; }
        .chart .grid { stroke: var(--line); stroke-width: 1; }
        .chart polyline { fill: none; stroke: var(--link); stroke-width: 1.5; stroke-linejoin: round; }
        .chart circle { fill: var(--warn-line); stroke: var(--card); stroke-width: 1.5; }
        .tools { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin: 0 0 .9rem; font-size: .85rem; }
        button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line);
          border-radius: 1rem; padding: .15rem .7rem; cursor: pointer; }
        button[aria-pressed=true] { background: var(--link); border-color: var(--link); color: var(--card); }
        [hidden] { display: none !important; }
        @media (max-width: 40rem) {
          .compare { grid-template-columns: 1fr; }
          .facts { grid-template-columns: 1fr; gap: 0; }
          .facts dd { margin-bottom: .4rem; }
          .figures { grid-template-columns: repeat(2, 1fr); gap: .5rem; }
          .figures dd { font-size: 1.1rem; }
          .place { padding: .75rem; }
        }
        @media print {
          audio, .tools { display: none; }
          .place { break-inside: avoid; }
        }

        """
}
