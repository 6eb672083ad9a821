// `ropewalk db build`: a pack of advisories from OSV records.
#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "base/rfc3339.h"
#include "cli/commands/db/shared.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--output",
           .letter = "-o",
           .value = "FILE",
           .help = "Where the pack is written to",
           .completion = Completion::kFile},
    Option{.name = "--source", .letter = "", .value = "TEXT", .help = "What the records are, as `db info` shows it"},
    Option{.name = "--terms", .letter = "", .value = "TEXT", .help = "Their licence and who is to be named"},
    Option{.name = "--json", .letter = "", .value = "", .help = "Say what was written as JSON"},
};

constexpr std::string_view kAbout = R"text(
Reads records of the OSV format and writes one file that scans read without any delay.
Records are JSON or YAML files in folders, or the zip archives that osv.dev offers for an
ecosystem (https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip). The same
records give the same bytes.

Exits with 1, and writes nothing, when a file is no such record.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk db build all.zip -o advisories.pack
  ropewalk db build advisory-database/vulns our-own-advisories -o advisories.pack
)text";

int run(const Arguments& arguments, Outside& outside) {
  const auto output = arguments.value("--output");
  if (!output) {
    return report({ErrorKind::kUsage, "db build: --output is missing", "say where the pack goes: -o FILE", {}},
                  outside);
  }
  std::vector<std::filesystem::path> sources(arguments.operands().begin(), arguments.operands().end());
  const scan::PackSource about{
      .name = arguments.value("--source").value_or(""), .made = {}, .terms = arguments.value("--terms").value_or("")};
  const auto built = app::build_advisory_data(sources, about, outside.files());
  if (!built) {
    return report(built.error(), outside);
  }
  if (!built->errors.empty()) {
    return report(built->errors, outside);
  }
  if (built->pack.advisories == 0) {
    return report({ErrorKind::kUsage, "there is no advisory in it", "records are *.json or *.yaml files", {}}, outside);
  }
  if (auto written = outside.files().write(*output, built->pack.bytes); !written) {
    return report(written.error(), outside);
  }
  if (arguments.has("--json")) {
    json::object object;
    object["file"] = *output;
    object["bytes"] = built->pack.bytes.size();
    object["advisories"] = built->pack.advisories;
    object["packages"] = built->pack.packages;
    json::object left_out;
    for (const auto& [ecosystem, count] : built->pack.left_out) {
      left_out[ecosystem] = count;
    }
    object["left_out"] = std::move(left_out);
    outside.screen().print(to_json_text(object) + "\n");
    return kExitSuccess;
  }
  std::string text = fmt::format("{}: {} advisories about {} packages, {} bytes\n", *output, built->pack.advisories,
                                 built->pack.packages, built->pack.bytes.size());
  for (const auto& [ecosystem, count] : built->pack.left_out) {
    text += fmt::format("left out: {} packages of {}, whose versions are not known here\n", count,
                        ecosystem.empty() ? "no ecosystem" : ecosystem);
  }
  outside.screen().print(text);
  return kExitSuccess;
}

}  // namespace

const Command& db_build_command() {
  static constexpr Command kCommand{
      .name = "db build",
      .summary = "Make a pack from OSV records",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "FOLDER|ZIP…",
                   .help = "Folders of records, archives of them, or single records",
                   .at_least = 1,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
