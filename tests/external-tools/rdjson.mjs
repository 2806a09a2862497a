// What the validator of reviewdog's diagnostic format says of each diagnostic: node rdjson.mjs TOOLS REPORT
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [tools, report] = process.argv.slice(2)
const { validate } = createRequire(`${tools}/package.json`)('@umbrelladocs/rdformat-validator')
const { source, diagnostics } = JSON.parse(readFileSync(report))
let faults = 0
for (const diagnostic of diagnostics) {
  const told = await validate({ source, diagnostics: [diagnostic] }, { strictMode: true, allowExtraFields: false })
  if (told.valid) continue
  faults += 1
  if (faults <= 5) console.log(JSON.stringify(told.errors), diagnostic.message)
}
const suggested = diagnostics.filter(diagnostic => diagnostic.suggestions).length
console.log(`${diagnostics.length} diagnostics, ${suggested} with suggestions, ${faults} refused`)
process.exit(faults > 0 || suggested === 0 ? 1 : 0)
