// `ropewalk audit`: what was done to environments, in a log that shows when it was changed.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/audit/verify_audit.h"
#include "app/folders.h"
#include "cli/commands/all.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--store",
           .letter = "",
           .value = "PATH",
           .help = "A log, or a folder with logs below it (default: all environments of this user)",
           .completion = Completion::kFile},
    Option{.name = "--head",
           .letter = "",
           .value = "HASH",
           .help = "A head that was kept: the log has to contain it, so that a cut-off end is found"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print one JSON object for each log (schemas/audit.schema.json)"},
};

std::string json_line(const app::VerifiedLog& log) {
  json::object object{{"path", log.path.string()},
                      {"ok", !log.verdict.problem},
                      {"records", log.verdict.head.count},
                      {"head", log.verdict.head.hash}};
  if (log.verdict.problem) {
    object["problem"] = json::object{{"line", log.verdict.problem->line}, {"message", log.verdict.problem->message}};
  }
  return to_json_text(object) + "\n";
}

bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto head = arguments.value("--head");
  if (head && !is_hash(*head)) {
    return report(Error{ErrorKind::kUsage, fmt::format("'{}' is not a head: that is 64 hexadecimal digits", *head)},
                  outside);
  }
  const auto store = arguments.value("--store");
  const std::filesystem::path path =
      store ? outside.environment().current_directory() / *store : app::folders(outside.environment()).state;
  auto logs = !store && outside.files().type_followed(path) == ports::FileType::kMissing
                  ? fail(ErrorKind::kNotFound, "no environment was deployed to here: there is no audit log")
                  : app::find_audit_logs(outside.files(), path);
  if (!logs) {
    return report(logs.error(), outside);
  }
  const auto verified = app::verify_audit_logs(outside.files(), outside.deployments(), *logs, head);
  if (!verified) {
    return report(verified.error(), outside);
  }
  bool is_right = true;
  for (const app::VerifiedLog& log : *verified) {
    if (arguments.has("--json")) {
      outside.screen().print(json_line(log));
    } else if (!log.verdict.problem) {
      outside.screen().print(fmt::format("{}: {} records, nothing was changed\nhead {}\n", log.path.string(),
                                         log.verdict.head.count, log.verdict.head.hash));
    }
    if (log.verdict.problem) {
      is_right = false;
      report(Error{ErrorKind::kInvalid, fmt::format("{}:{}: {}", log.path.string(), log.verdict.problem->line,
                                                    log.verdict.problem->message)},
             outside);
    }
  }
  return is_right ? kExitSuccess : kExitFailure;
}

const Command& verify_command() {
  static constexpr Command kCommand{
      .name = "audit verify",
      .summary = "Find out whether an audit log was changed",
      .about = R"text(
Reads the log from its first record to its last. Each record names the one before by its
hash, so a changed, added, moved or missing record shows, and the history that the
environment's database tells is held against it. That the end of both was cut off shows by
--head: the head that a notification or an earlier `audit verify` told.

Exits with 1 when a log was changed.
)text",
      .examples = R"text(
ropewalk audit verify                      all environments of this user
  ropewalk audit verify --store audit.log --head 5f0c…
)text",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace

const Command& audit_command() {
  static const std::array<const Command*, 1> kBelow = {&verify_command()};
  static const Command kCommand{
      .name = "audit",
      .summary = "Prove that the log of deployments was not changed",
      .about = R"text(
Everything that happens to an environment is appended to its audit log: who, when, which
commit and digest, each decision with what it went by.
)text",
      .examples = "",
      .operands = {},
      .options = {},
      .subcommands = kBelow,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
