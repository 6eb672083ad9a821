// `ropewalk cvss`: the scores of CVSS vectors.
#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "cli/commands/all.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "scan/cvss/cvss.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--json", .letter = "", .value = "", .help = "One object a vector (schemas/cvss.schema.json)"},
};

constexpr std::string_view kAbout = R"text(
Says what a CVSS vector of version 2.0, 3.0, 3.1 or 4.0 scores, exactly as its
specification has it: the base score, and the temporal and the environmental one where
the vector has such metrics; version 4.0 has one score. The severity is that of the last.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H
  ropewalk cvss --json CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N
)text";

std::string decimal(int tenths) { return fmt::format("{}.{}", tenths / 10, tenths % 10); }

json::object to_json(std::string_view vector, const Result<scan::CvssScore>& score) {
  json::object object;
  object["vector"] = vector;
  if (!score) {
    object["error"] = score.error().message;
    return object;
  }
  object["version"] = score->version;
  object[score->nomenclature.empty() ? "base" : "score"] = score->base / 10.0;
  if (score->temporal) {
    object["temporal"] = *score->temporal / 10.0;
  }
  if (score->environmental) {
    object["environmental"] = *score->environmental / 10.0;
  }
  if (!score->nomenclature.empty()) {
    object["nomenclature"] = score->nomenclature;
  }
  object["severity"] = score->severity;
  return object;
}

std::string to_text(std::string_view vector, const scan::CvssScore& score) {
  std::string text = fmt::format("{}: {}", vector, decimal(score.last()));
  if (score.temporal || score.environmental) {
    text += fmt::format(" (base {}", decimal(score.base));
    if (score.temporal && score.environmental) {
      text += fmt::format(", temporal {}", decimal(*score.temporal));
    }
    text += ")";
  }
  text += fmt::format(" {}", score.severity);
  return text + (score.nomenclature.empty() ? "" : ", " + score.nomenclature) + "\n";
}

int run(const Arguments& arguments, Outside& outside) {
  int code = kExitSuccess;
  std::string text;
  for (const std::string& vector : arguments.operands()) {
    const auto score = scan::read_cvss(vector);
    if (!score) {
      code = kExitFailure;
    }
    if (arguments.has("--json")) {
      text += to_json_text(to_json(vector, score)) + "\n";
    } else if (score) {
      text += to_text(vector, *score);
    } else {
      Error error = score.error();
      error.message = fmt::format("{}: {}", vector, error.message);
      static_cast<void>(report(error, outside));
    }
  }
  outside.screen().print(text);
  return code;
}

}  // namespace

const Command& cvss_command() {
  static constexpr Command kCommand{
      .name = "cvss",
      .summary = "Score CVSS vectors",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "VECTOR…", .help = "CVSS:3.1/AV:N/…", .at_least = 1, .at_most = -1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
