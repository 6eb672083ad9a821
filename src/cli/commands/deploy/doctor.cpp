// `ropewalk doctor`: what this machine can do for runs, whether it can deploy, and what is wrong with what serves.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/audit/verify_audit.h"
#include "app/deploy/deploy.h"
#include "app/deploy/doctor.h"
#include "app/run_checks.h"
#include "base/display.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/planning_options.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print one JSON object for each check (schemas/doctor.schema.json)"},
};

constexpr std::string_view kAbout = R"text(
Says what this machine can do for runs and for deployments, and how to get the rest. Where
something was deployed it looks, too, whether each environment is as its history says: what was
cut off is finished or taken back, what should run and does not is started again.

Exits with 1 when something is missing that is needed, and with 2 when .github/ropewalk.yml cannot
be read.
)text";

/// Writes checks, and remembers whether all that is needed is there.
class Report {
 public:
  Report(bool is_json, Outside& outside) : is_json_(is_json), outside_(outside) {}

  /// In front of checks that belong together.
  void heading(std::string_view text) {
    if (!is_json_) {
      Screen screen = outside_.screen();
      screen.print(fmt::format("{}{}\n", has_heading_ ? "\n" : "", screen.palette().paint(diag::Ink::kBold, text)));
      has_heading_ = true;
    }
  }

  void show(const std::vector<app::Check>& checks) {
    std::size_t widest = 0;
    for (const app::Check& check : checks) {
      widest = std::max(widest, text_width(check.name));
    }
    for (const app::Check& check : checks) {
      show(check, std::max(widest, kNarrowest));
    }
  }

  void fail() { is_well_ = false; }
  [[nodiscard]] int code() const { return is_well_ ? kExitSuccess : kExitFailure; }

 private:
  static constexpr std::size_t kNarrowest = 9;
  static constexpr std::size_t kLeastWords = 20;

  void show(const app::Check& check, std::size_t name_width) {
    is_well_ = is_well_ && (check.is_good || check.is_optional);
    Screen screen = outside_.screen();
    if (is_json_) {
      screen.print(to_json_text(app::to_json(check)) + "\n");
      return;
    }
    const diag::Palette palette = screen.palette();
    const std::string sign = check.is_good       ? palette.paint(diag::Ink::kGood, "✓")
                             : check.is_optional ? palette.paint(diag::Ink::kDim, "·")
                                                 : palette.paint(diag::Ink::kBad, "✗");
    const std::size_t column = name_width + 4;
    const auto columns = static_cast<std::size_t>(std::max(screen.columns(), 0));
    std::vector<std::string> lines = lines_of(check.text, column, columns);
    if (!check.hint.empty()) {
      for (std::string& line : lines_of(fmt::format("→ {}", check.hint), column, columns)) {
        lines.push_back(palette.paint(diag::Ink::kDim, line));
      }
    }
    std::string text = fmt::format("{} {}  ", sign, padded(check.name, name_width));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      text += (i == 0 ? "" : std::string(column, ' ')) + lines[i] + "\n";
    }
    screen.print(text);
  }

  /// As wide as the terminal leaves them.
  static std::vector<std::string> lines_of(const std::string& text, std::size_t column, std::size_t columns) {
    return columns < column + kLeastWords ? std::vector<std::string>{text} : wrapped(text, columns - column);
  }

  bool is_json_;
  Outside& outside_;
  bool is_well_ = true;
  bool has_heading_ = false;
};

/// Whether anything says that something is deployed from here: then what that needs is needed.
bool deploys(const app::ServicePlace& service, const std::vector<std::string>& environments) {
  const config::ServiceSettings& settings = service.settings.service;
  return !environments.empty() || settings.name || settings.target || settings.command || settings.image ||
         settings.port;
}

app::Check configuration_check(const app::Checked<FoundPlace>& found) {
  if (found) {
    return {.name = "settings", .is_good = true, .text = fmt::format("{} is in order", config::kConfigFile)};
  }
  return {.name = "settings",
          .is_good = false,
          .text = fmt::format("{} has {}; commands that go by it refuse to start", config::kConfigFile,
                              count_text(found.error().size(), "error")),
          .hint = "mend what is named below"};
}

app::Check audit_check(const std::string& name, const Result<deploy::AuditVerdict>& verified) {
  app::Check check{.name = name + ": audit log", .is_good = verified && !verified->problem, .text = {}};
  if (!verified) {
    check.text = verified.error().message;
  } else if (verified->problem) {
    check.text = fmt::format("line {}: {}", verified->problem->line, verified->problem->message);
    check.hint = "`ropewalk audit verify` looks at all of them";
  } else {
    check.text = fmt::format("{} records, and the history is what they say", verified->head.count);
  }
  return check;
}

void check_environments(const std::vector<std::string>& names, const Arguments& arguments, Report& checks,
                        std::optional<int>& refused, Outside& outside) {
  for (const std::string& name : names) {
    auto environment = open_known(name, arguments, outside);
    if (!environment) {
      refused = report(environment.error(), outside);
      return;
    }
    const auto settled = app::settle(*environment, outside.signals().interrupted());
    if (!settled) {
      report(settled.error(), outside);
      checks.fail();
    }
    for (const std::string& done : settled ? *settled : std::vector<std::string>()) {
      warn(fmt::format("{}: {}", name, done), {}, {}, outside);
    }
    checks.show(app::check_environment(*environment));
    if (const auto log = environment->folder / "audit.log";
        outside.files().type_followed(log) == ports::FileType::kFile) {
      checks.show({audit_check(name, app::verify_audit_log(outside.files(), outside.deployments(), log))});
    }
  }
}

int run(const Arguments& arguments, Outside& outside) {
  const deploy::Machine machine = machine_of(outside);
  const bool is_all = arguments.operands().empty();
  Report checks(arguments.has("--json"), outside);
  const auto found = find_service_here(arguments, outside);
  if (is_all) {
    checks.heading("To run workflows");
    std::vector<app::Check> here =
        app::check_runs(outside.process(), outside.files(), outside.environment(), outside.clock(), outside.backends());
    const bool is_configured =
        found && outside.files().type_followed(found->service.top / config::kConfigFile) == ports::FileType::kFile;
    if (is_configured || !found) {
      here.push_back(configuration_check(found));
    }
    checks.show(here);
  }
  if (!found) {
    return report(found.error(), outside);
  }
  const std::vector<std::string> known = app::known_environments(machine, found->service.name);
  const bool is_needed = !is_all || deploys(found->service, known);
  checks.heading(is_needed ? "To deploy" : "To deploy (nothing is deployed from here yet)");
  std::vector<app::Check> programs = app::check_machine(machine);
  std::erase_if(programs, [](const app::Check& check) { return check.name == "git"; });
  for (app::Check& check : programs) {
    check.is_optional = check.is_optional || !is_needed;
  }
  checks.show(programs);
  std::optional<int> refused;
  check_environments(is_all ? known : arguments.operands(), arguments, checks, refused, outside);
  return refused.value_or(checks.code());
}

}  // namespace

const Command& doctor_command() {
  static constexpr Command kCommand{
      .name = "doctor",
      .summary = "Check what this machine can run and deploy, and mend what was cut off",
      .about = kAbout,
      .examples =
          "ropewalk doctor                    what runs here, and how to get the rest\n"
          "  ropewalk doctor production         one environment of the service",
      .operands = {.value = "[ENV]", .help = "The environment (default: all)", .at_least = 0, .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
