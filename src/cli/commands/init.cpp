// `ropewalk init`: gives a repository its pipeline, and keeps it current.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <string>
#include <utility>

#include "app/propose_pipeline.h"
#include "app/read_config.h"
#include "base/json.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/planning_options.h"
#include "cli/confirm.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "diag/palette.h"
#include "text/line_diff.h"

namespace ropewalk::cli {
namespace {

constexpr std::string_view kChoiceGroup = "Choices";

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--yes", .letter = "-y", .value = "", .help = "Write what is new without asking"},
    Option{.name = "--dry-run",
           .letter = "-n",
           .value = "",
           .help = "Show the plan and each difference, and write nothing"},
    Option{
        .name = "--check", .letter = "", .value = "", .help = "Say what is out of date; exits with 1 when anything is"},
    Option{.name = "--update",
           .letter = "",
           .value = "",
           .help = "Bring what is new in the templates into edited files, too, as a merge"},
    Option{.name = "--replace", .letter = "", .value = "", .help = "Write over edited files"},
    Option{.name = "--only",
           .letter = "",
           .value = "PART",
           .help = "Only this part: ci, action, dependabot, codeowners, templates, security, pre-commit, scripts, "
                   "tests, config",
           .repeats = true},
    Option{.name = "--json", .letter = "", .value = "", .help = "Print the plan as JSON (schemas/init.schema.json)"},
    Option{.name = "--python",
           .letter = "",
           .value = "VERSIONS",
           .help = "Pythons of the matrix instead of the project's own: 3.11,3.12",
           .group = kChoiceGroup},
    Option{.name = "--tools",
           .letter = "",
           .value = "TOOLS",
           .help = "Tools instead of the project's own: ruff, ruff-format, black, isort, mypy, pyright, pre-commit",
           .group = kChoiceGroup},
    Option{.name = "--coverage",
           .letter = "",
           .value = "PERCENT",
           .help = "The coverage gate (default: the project's own, or 85)",
           .group = kChoiceGroup},
    Option{.name = "--wheel-hash",
           .letter = "",
           .value = "SHA256",
           .help = "The hash of the ropewalk wheel that workflows install",
           .group = kChoiceGroup},
};

constexpr std::string_view kAbout = R"text(
Looks at the repository and writes what its pipeline lacks: the CI workflow, Dependabot,
CODEOWNERS, templates for issues and pull requests, pre-commit hooks, SECURITY.md,
scripts/ci, tests of the workflows themselves, and budgets in .github/ropewalk.yml. It
takes the tools that the project has chosen, and says what it chose and why.

A file that was edited is never written over unless you say so. `--check` is for CI; a file
that you keep in your own way is named under `init: keep:` in .github/ropewalk.yml.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk init --dry-run
  ropewalk init --yes
  ropewalk init --only ci --python 3.12,3.13 --tools ruff,ruff-format,mypy
  ropewalk init --update                            after an update of ropewalk
)text";

std::vector<std::string> words(const std::optional<std::string>& text) {
  std::vector<std::string> found;
  for (const std::string_view word : split(text ? std::string_view(*text) : std::string_view(), ',')) {
    if (!trim(word).empty()) {
      found.emplace_back(trim(word));
    }
  }
  return found;
}

Result<app::InitRequest> read_request(const Arguments& arguments, Outside& outside) {
  app::InitRequest request;
  request.wishes.pythons = words(arguments.value("--python"));
  request.wishes.tools = words(arguments.value("--tools"));
  if (const auto text = arguments.value("--coverage")) {
    request.wishes.coverage = app::read_percent(*text);
    if (!request.wishes.coverage) {
      return fail(ErrorKind::kUsage, fmt::format("--coverage takes a number from 0 to 100, not '{}'", *text));
    }
  }
  for (const std::string& part : arguments.values("--only")) {
    for (std::string& word : words(part)) {
      request.only.push_back(std::move(word));
    }
  }
  request.wheel = {std::string(outside.version()), arguments.value("--wheel-hash").value_or("")};
  return request;
}

std::string_view explain(init::Step step) {
  switch (step) {
    case init::Step::kCreate: return "new";
    case init::Step::kKeep: return "as it should be";
    case init::Step::kUpdate: return "the template has changed";
    case init::Step::kMerge: return "edited, and the template has changed; they go together";
    case init::Step::kConflict: return "edited, and the template has changed in the same place";
    case init::Step::kEdited: return "edited since it was written";
    case init::Step::kUnknown: return "there already, and not written by init";
  }
  return "";
}

diag::Ink ink_of(init::Step step) {
  switch (step) {
    case init::Step::kCreate:
    case init::Step::kUpdate:
    case init::Step::kMerge: return diag::Ink::kGood;
    case init::Step::kKeep: return diag::Ink::kDim;
    case init::Step::kConflict:
    case init::Step::kEdited:
    case init::Step::kUnknown: return diag::Ink::kCareful;
  }
  return diag::Ink::kPlain;
}

/// What was chosen and why, then each file.
std::string plan_text(const app::PipelineProposal& proposal, const diag::Palette& palette) {
  std::string text;
  for (const auto& [directory, reasons] : proposal.reasons) {
    text += proposal.reasons.size() > 1
                ? palette.paint(diag::Ink::kBold, directory.empty() ? "the top" : directory) + "\n"
                : "";
    for (const init::Reason& reason : reasons) {
      text +=
          fmt::format("  {:<10} {:<18} {}\n", reason.what, reason.choice, palette.paint(diag::Ink::kDim, reason.why));
    }
  }
  for (const std::string& remark : proposal.facts.remarks) {
    text += fmt::format("  {}\n", palette.paint(diag::Ink::kCareful, remark));
  }
  text += "\n";
  for (const init::Proposal& file : proposal.files) {
    text +=
        fmt::format("  {} {:<52} {}\n", palette.paint(ink_of(file.step), fmt::format("{:<8}", init::name(file.step))),
                    file.file.path, palette.paint(diag::Ink::kDim, explain(file.step)));
  }
  return text;
}

std::string differences(const app::PipelineProposal& proposal, const diag::Palette& palette) {
  std::string text;
  for (const init::Proposal& file : proposal.files) {
    const std::string& goal = file.step == init::Step::kEdited ? file.file.text : file.result;
    const std::string diff = text::unified_diff(
        file.current.value_or(""), goal, file.current ? "a/" + file.file.path : "/dev/null", "b/" + file.file.path);
    text += diff.empty() ? "" : "\n";
    for (const std::string_view line : split_lines(diff)) {
      const diag::Ink ink = line.starts_with('+')   ? diag::Ink::kGood
                            : line.starts_with('-') ? diag::Ink::kBad
                            : line.starts_with('@') ? diag::Ink::kDim
                                                    : diag::Ink::kPlain;
      text += palette.paint(ink, line) + "\n";
    }
  }
  return text;
}

std::string plan_json(const app::PipelineProposal& proposal) {
  json::array projects;
  for (const auto& [directory, reasons] : proposal.reasons) {
    json::array choices;
    for (const init::Reason& reason : reasons) {
      choices.push_back(json::object{{"what", reason.what}, {"choice", reason.choice}, {"why", reason.why}});
    }
    projects.push_back(json::object{{"directory", directory}, {"choices", std::move(choices)}});
  }
  json::array files;
  for (const init::Proposal& file : proposal.files) {
    files.push_back(json::object{
        {"path", file.file.path}, {"part", file.file.part}, {"step", init::name(file.step)}, {"text", file.result}});
  }
  return to_json_text(json::object{{"version", 1},
                                   {"current", proposal.is_current()},
                                   {"projects", std::move(projects)},
                                   {"files", std::move(files)}}) +
         "\n";
}

void print(Outside& outside, std::string_view text) { outside.screen().print(text); }

/// What brings the files up to date. `--update` writes what is missing or of an older template, alone or as a merge; it
/// leaves what somebody edited or init did not write.
std::string advice(const app::PipelineProposal& proposal) {
  bool has_old = false;
  bool has_own = false;
  for (const init::Proposal& file : proposal.files) {
    const bool is_own = file.step == init::Step::kEdited || file.step == init::Step::kUnknown;
    has_own |= is_own;
    has_old |= !is_own && file.step != init::Step::kKeep;
  }
  constexpr std::string_view kKeep = "what is meant to differ goes under `init: keep:` in .github/ropewalk.yml";
  if (!has_own) {
    return fmt::format("`ropewalk init --update` brings them up to date; {}\n", kKeep);
  }
  const std::string old =
      has_old ? "`ropewalk init --update` writes what is missing or older than its template.\n" : "";
  return fmt::format(
      "{}Files that were edited, or that init did not write, stay as they are until `ropewalk init --replace`\n"
      "writes over them (`--only PART`: over those of one part); {}\n",
      old, kKeep);
}

int check(const app::PipelineProposal& proposal, const diag::Palette& palette, Outside& outside) {
  std::string text;
  for (const init::Proposal& file : proposal.files) {
    if (file.step != init::Step::kKeep) {
      text += fmt::format("{} {}: {}\n", palette.paint(diag::Ink::kBad, "✗"), file.file.path,
                          file.step == init::Step::kCreate ? "is missing" : explain(file.step));
    }
  }
  if (text.empty()) {
    print(outside, fmt::format("{} the pipeline is current ({} files)\n", palette.paint(diag::Ink::kGood, "✓"),
                               proposal.files.size()));
    return kExitSuccess;
  }
  print(outside, text + "\n" + advice(proposal));
  return kExitFailure;
}

int write(const app::PipelineProposal& proposal, app::Edited edited, const app::Place& place,
          const diag::Palette& palette, Outside& outside) {
  const auto written = app::write_pipeline(proposal, edited, place, outside.files());
  if (!written) {
    return report(written.error(), outside);
  }
  std::string text;
  bool has_conflict = false;
  for (const auto& [path, step] : written->files) {
    has_conflict |= step == init::Step::kConflict && edited == app::Edited::kMerge;
    text += fmt::format("{} {}\n", palette.paint(diag::Ink::kGood, "✓"), path);
  }
  for (const auto& [path, step] : written->left) {
    text += fmt::format("{} {}: {}; left as it is\n", palette.paint(diag::Ink::kCareful, "!"), path, explain(step));
  }
  if (written->files.empty()) {
    text += written->left.empty() ? "Nothing to do: the pipeline is current.\n" : "";
  } else {
    text += "\nNext: look at it with `git diff`, run it with `ropewalk run`, and commit it.\n";
    text += proposal.badge.empty() ? "" : fmt::format("For the README: {}\n", proposal.badge);
  }
  if (has_conflict) {
    text += palette.paint(diag::Ink::kCareful, "Some files have conflict marks: settle these first.") + "\n";
  }
  print(outside, text);
  return has_conflict ? kExitFailure : kExitSuccess;
}

int run(const Arguments& arguments, Outside& outside) {
  const auto request = read_request(arguments, outside);
  if (!request) {
    return report(request.error(), outside);
  }
  const auto place = app::find_place(outside.files(), outside.environment(), outside.repositories(),
                                     arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const auto proposal =
      app::propose_pipeline(*request, *place, outside.files(), outside.process(), outside.environment());
  if (!proposal) {
    return report(proposal.error(), outside);
  }
  const diag::Palette palette = outside.screen().palette();
  if (arguments.has("--json")) {
    print(outside, plan_json(*proposal));
    return kExitSuccess;
  }
  if (arguments.has("--check")) {
    return check(*proposal, palette, outside);
  }
  print(outside, plan_text(*proposal, palette));
  const app::Edited edited = arguments.has("--replace")  ? app::Edited::kReplace
                             : arguments.has("--update") ? app::Edited::kMerge
                                                         : app::Edited::kLeave;
  if (arguments.has("--dry-run")) {
    print(outside, differences(*proposal, palette));
    return kExitSuccess;
  }
  if (proposal->is_current()) {
    print(outside, "\nNothing to do: the pipeline is current.\n");
    return kExitSuccess;
  }
  if (!arguments.has("--yes") && !arguments.has("--update") && !arguments.has("--replace")) {
    print(outside, differences(*proposal, palette));
    const auto answer = confirm("\nWrite these files?", outside);
    if (!answer) {
      return report(Error{ErrorKind::kUsage,
                          "nothing was written: no terminal to ask on",
                          "say --yes, or look first with --dry-run",
                          {}},
                    outside);
    }
    if (!*answer) {
      print(outside, "Nothing was written.\n");
      return kExitSuccess;
    }
  }
  print(outside, "\n");
  return write(*proposal, edited, *place, palette, outside);
}

}  // namespace

const Command& init_command() {
  static constexpr Command kCommand{
      .name = "init",
      .summary = "Give a repository its pipeline, and keep it current",
      .about = kAbout,
      .examples = kExamples,
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
