// `ropewalk release import`: other tools' settings as ours.
#include "release/import_settings.h"

#include <fmt/format.h>

#include <array>

#include "cli/commands/release/release.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption, kPackageOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print JSON: source, yaml, remarks (schemas/release-import.schema.json)"}};

int run(const Arguments& arguments, Outside& outside) {
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const auto settings =
      release::read_settings(outside.files(), place->top, arguments.value(kPackageOption.name).value_or(""));
  if (!settings) {
    return report(settings.error(), outside);
  }
  if (settings->source.empty()) {
    const bool is_program = !settings->remarks.empty();
    return report(
        Error{ErrorKind::kUsage, is_program ? settings->remarks.front() : "there are no settings of another tool here",
              is_program ? "write its settings into .releaserc.json, and they are"
                         : "python-semantic-release's, semantic-release's and release-please's are read"},
        outside);
  }
  const release::Imported imported = release::import_settings(*settings);
  if (arguments.has("--json")) {
    json::array remarks;
    for (const std::string& remark : imported.remarks) {
      remarks.push_back(json::string(remark));
    }
    outside.screen().print(
        to_json_text(
            json::object{{"source", settings->source}, {"yaml", imported.yaml}, {"remarks", std::move(remarks)}}) +
        "\n");
    return kExitSuccess;
  }
  outside.screen().print(fmt::format("# From {}\n{}", settings->source, imported.yaml));
  for (const std::string& remark : imported.remarks) {
    warn(remark, {}, {}, outside);
  }
  return kExitSuccess;
}

}  // namespace

const Command& release_import_command() {
  static constexpr Command kCommand{
      .name = "release import",
      .summary = "Show another release tool's settings as ours",
      .about = R"text(
Reads the settings of python-semantic-release, semantic-release or release-please and prints
the section of .github/ropewalk.yml that says the same. What is the same without any
settings is left out; what has no counterpart is named.
)text",
      .examples = R"text(
ropewalk release import
)text",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
