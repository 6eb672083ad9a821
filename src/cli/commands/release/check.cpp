// `ropewalk release check`: a pull request's title and commits, for CI.
#include "app/release/check_request.h"

#include <fmt/format.h>

#include <array>

#include "base/display.h"
#include "cli/commands/release/release.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--title", .letter = "", .value = "TEXT", .help = "The pull request's title (default: its event's)"},
    Option{.name = "--base", .letter = "", .value = "COMMIT", .help = "Look at the commits since this one, too"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print JSON: ok, title, commits (schemas/release-check.schema.json)"}};

json::object to_json(const release::CheckedText& text) {
  return {{"sha", text.sha.empty() ? json::value() : json::value(json::string(text.sha))},
          {"title", text.title},
          {"level", name(text.level)},
          {"ok", text.problem.empty()},
          {"problem", text.problem.empty() ? json::value() : json::value(json::string(text.problem))}};
}

std::string line(const release::CheckedText& text) {
  const std::string what = text.sha.empty() ? "title  " : text.sha.substr(0, 7);
  return fmt::format("{}  {}  '{}'{}\n", text.problem.empty() ? "ok   " : "wrong", what, printable(text.title),
                     text.problem.empty() ? fmt::format(" ({})", name(text.level)) : " " + printable(text.problem));
}

int run(const Arguments& arguments, Outside& outside) {
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const auto checked = app::check_request({.title = arguments.value("--title"), .base = arguments.value("--base")},
                                          *place, outside.files(), outside.process(), outside.environment());
  if (!checked) {
    return report(checked.error(), outside);
  }
  if (arguments.has("--json")) {
    json::array commits;
    for (const release::CheckedText& commit : checked->commits) {
      commits.push_back(to_json(commit));
    }
    const json::object object{{"ok", checked->is_green()},
                              {"title", checked->title ? json::value(to_json(*checked->title)) : json::value()},
                              {"commits", std::move(commits)}};
    outside.screen().print(to_json_text(object) + "\n");
  } else {
    std::string text = checked->title ? line(*checked->title) : "";
    for (const release::CheckedText& commit : checked->commits) {
      text += line(commit);
    }
    outside.screen().print(text);
  }
  return checked->is_green() ? kExitSuccess : kExitFailure;
}

}  // namespace

const Command& release_check_command() {
  static constexpr Command kCommand{
      .name = "release check",
      .summary = "Check a pull request's title and commits",
      .about = R"text(
Tells before the merge whether a release will be able to read what is merged: the title of
a pull request, which is what a squash leaves of it, and its commits. In a job of GitHub
Actions both come from the event. The title decides where there is one, else the commits.
)text",
      .examples = R"text(
ropewalk release check --title 'feat(api): add export'
  ropewalk release check --base origin/main
)text",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
