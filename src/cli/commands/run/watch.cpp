#include "cli/commands/run/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "app/place.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/run/run_workflows.h"
#include "cli/console/palette.h"
#include "cli/desk.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWorkflows = ".github/workflows";

/// What git says of the files of a place.
class Ignored {
 public:
  Ignored(const fs::path& top, Outside& outside) : top_(top), outside_(outside) {}

  /// Folders that git ignores as a whole.
  [[nodiscard]] std::set<fs::path> folders() const {
    std::set<fs::path> found;
    for (std::string& line :
         ask({"ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z"}, "")) {
      if (line.ends_with('/')) {
        line.pop_back();
        found.emplace(line);
      }
    }
    return found;
  }

  [[nodiscard]] std::vector<std::string> not_ignored(const std::set<fs::path>& paths) const {
    std::string input;
    for (const fs::path& path : paths) {
      input += path.string();
      input += '\0';
    }
    const std::vector<std::string> ignored = ask({"check-ignore", "-z", "--stdin"}, std::move(input));
    std::vector<std::string> left;
    for (const fs::path& path : paths) {
      if (std::ranges::find(ignored, path.string()) == ignored.end()) {
        left.push_back(path.string());
      }
    }
    return left;
  }

 private:
  [[nodiscard]] std::vector<std::string> ask(std::vector<std::string> words, std::string input) const {
    words.insert(words.begin(), {"git", "-C", top_.string()});
    ports::ProcessRequest request{.arguments = std::move(words), .input = std::move(input)};
    for (const char* name : {"PATH", "HOME", "GIT_CONFIG_NOSYSTEM", "XDG_CONFIG_HOME"}) {
      if (const auto value = outside_.environment().variable(name)) {
        request.environment.emplace_back(name, *value);
      }
    }
    const auto done = outside_.process().capture(request, {});
    std::vector<std::string> parts;
    std::string_view rest = done ? std::string_view(done->output) : std::string_view();
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\0'), rest.size());
      parts.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return parts;
  }

  fs::path top_;
  Outside& outside_;
};

/// When nothing but workflows were saved, they alone run.
Arguments for_changes(const Arguments& arguments, const std::vector<std::string>& changed) {
  const bool are_workflows = std::ranges::all_of(changed, [](const std::string& path) {
    return path.starts_with(kWorkflows) && (path.ends_with(".yml") || path.ends_with(".yaml"));
  });
  if (!are_workflows || !arguments.operands().empty()) {
    return arguments;
  }
  std::map<std::string, std::vector<std::string>, std::less<>> options;
  for (const Option& option : run_command().options) {
    if (arguments.has(option.name)) {
      options[std::string(option.name)] = arguments.values(option.name);
    }
  }
  return {std::move(options), changed};
}

std::string list_text(const std::vector<std::string>& changed) {
  constexpr std::size_t kMost = 3;
  const std::vector<std::string> first(changed.begin(),
                                       changed.begin() + static_cast<std::ptrdiff_t>(std::min(kMost, changed.size())));
  return changed.size() > kMost ? fmt::format("{} and {} more", join(first, ", "), changed.size() - kMost)
                                : join(first, ", ");
}

}  // namespace

int watch_and_run(const Arguments& arguments, Outside& outside) {
  const auto place = app::find_place(outside.files(), outside.environment(), outside.repositories(),
                                     arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const std::stop_token stop = outside.signals().interrupted();
  const Ignored ignored(place->top, outside);
  const std::set<fs::path> skipped = ignored.folders();
  const auto skips = [&](const fs::path& folder) { return folder.filename() == ".git" || skipped.contains(folder); };
  // Before the first run: what is saved while it goes on counts, too.
  if (const auto begun = desk(outside).file_watch().begin(place->top, skips); !begun) {
    return report(begun.error(), outside);
  }
  int code = run_workflows(arguments, {}, outside);
  while (!stop.stop_requested()) {
    outside.screen().complain("\nwatching for saved files · Ctrl-C ends\n");
    std::vector<std::string> changed;
    while (changed.empty()) {
      const auto saved = desk(outside).file_watch().wait(place->top, skips, stop);
      if (!saved) {
        return saved.error().kind == ErrorKind::kInterrupted ? code : report(saved.error(), outside);
      }
      changed = ignored.not_ignored(*saved);
    }
    outside.screen().complain(fmt::format("saved: {}\n\n", list_text(changed)));
    const Arguments wanted = for_changes(arguments, changed);
    code = run_workflows(wanted, {.attempt = {}, .secrets = {}, .changed_files = std::move(changed)}, outside);
  }
  return code;
}

}  // namespace ropewalk::cli
