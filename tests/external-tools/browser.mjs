// The page of `--format html` in a real Chromium. Arguments: the folder of the installed packages, Chromium, the page, a folder for pictures.
import { createRequire } from "node:module";

const [tools, executablePath, page, pictures] = process.argv.slice(2);
const { chromium } = createRequire(`${tools}/package.json`)("playwright-core");
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args: quiet });
const faults = [];
const check = (what, holds) => {
  console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
  if (!holds) faults.push(what);
};

const open = async (options) => {
  const tab = await browser.newPage({ viewport: { width: 1100, height: 900 }, ...options });
  const said = { console: [], fetched: [] };
  tab.on("console", (message) => said.console.push(message.text()));
  tab.on("pageerror", (error) => said.console.push(error.message));
  tab.on("request", (request) => request.url() !== `file://${page}` && said.fetched.push(request.url()));
  await tab.goto(`file://${page}`);
  return { tab, said };
};
const visible = (tab) => tab.locator(".finding:visible").count();

const { tab, said } = await open({});
const all = await tab.locator(".finding").count();
check(`${all} findings are shown`, all > 0 && (await visible(tab)) === all);
const rules = await tab.locator("#rule option").allTextContents();
const rule = rules[rules.length - 1];
await tab.fill("#search", `  ${rule.toUpperCase()} `);
const found = await visible(tab);
check(`search for ${rule} leaves ${found}`, found > 0 && (found < all || rules.length === 2));
check("the count says so", (await tab.textContent("#shown")).startsWith(String(found)));
await tab.fill("#search", "zzz-that-nothing-holds");
check("search for what is not there leaves nothing", (await visible(tab)) === 0 && (await tab.locator("section.level:visible").count()) === 0);
await tab.press("#search", "Escape");
check("Escape takes the search back", (await visible(tab)) === all);
await tab.selectOption("#rule", rule);
check(`the list of rules leaves those of ${rule}`, (await visible(tab)) === (await tab.locator(`.finding[data-rule="${rule}"]`).count()));
await tab.selectOption("#rule", "");
const errors = await tab.locator('.finding[data-level="error"]').count();
await tab.click('button[data-level="error"]');
check("a level is left out", (await visible(tab)) === all - errors);
await tab.click('button[data-level="error"]');
await tab.keyboard.press("/");
check("/ leads to the search", await tab.evaluate(() => document.activeElement.id === "search"));
await tab.click("#unfold");
check("all are opened", (await tab.locator(".finding[open]").count()) === all);
const drawn = await tab.locator(".drawing svg").count();
check(`${drawn} drawings, none wider than the page shows by scrolling`, drawn > 0 && (await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth)));
const outside = await tab.evaluate(() => {
  const over = (text) => { const box = text.getBBox(), view = text.ownerSVGElement.viewBox.baseVal; return box.x < 0 || box.x + box.width > view.width || box.y < 0 || box.y + box.height > view.height; };
  return [...document.querySelectorAll(".drawing text")].filter(over).map((text) => text.textContent);
});
check(`no word stands outside its drawing ${outside.slice(0, 3).join(" | ")}`, outside.length === 0);
await tab.click("#unfold");
check("all are closed", (await tab.locator(".finding[open]").count()) === 0);
const id = await tab.locator(".finding").last().getAttribute("id");
await tab.evaluate((id) => { location.hash = id; }, id);
await tab.waitForFunction((id) => document.getElementById(id).open, id);
check("a link to a finding opens it", true);
const paper = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
const light = await paper();
await tab.click("#theme");
check("dark and light", (await paper()) !== light);
await tab.emulateMedia({ media: "print" });
await tab.evaluate(() => dispatchEvent(new Event("beforeprint")));
check("on paper all are open and the controls are gone", (await tab.locator(".finding[open]").count()) === all && !(await tab.isVisible("#controls")));
check(`the console is empty ${said.console.join(" | ")}`, said.console.length === 0);
check(`nothing is fetched ${said.fetched.join(" ")}`, said.fetched.length === 0);
await tab.close();

const plain = await open({ javaScriptEnabled: false });
await plain.tab.locator(".finding > summary").first().click();
check("without scripts a finding opens and the controls are away", (await plain.tab.locator(".finding[open] .body").first().isVisible()) && !(await plain.tab.isVisible("#controls")));
await plain.tab.close();

for (const [name, colorScheme, width] of [["light", "light", 1100], ["dark", "dark", 1100], ["narrow", "light", 420]]) {
  const { tab } = await open({ colorScheme, viewport: { width, height: 900 } });
  await tab.evaluate(() => { document.querySelector(".finding").open = true; });
  check(`${name}: nothing wider than the page`, await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await tab.screenshot({ path: `${pictures}/${name}.png` });
  await tab.close();
}
await browser.close();
process.exit(faults.length ? 1 : 0);
