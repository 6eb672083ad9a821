// dorny/paths-filter: which of the filters the changed files match. What a pull request has changed is asked of git and
// not of GitHub's API, which gives the same list.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "actions/builtin/paths_filter/filter_rules.h"
#include "actions/builtin/registry_more.h"
#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

constexpr std::array kInputs{
    NativeInput{.name = "token", .default_value = ""},
    NativeInput{.name = "working-directory", .default_value = ""},
    NativeInput{.name = "ref", .default_value = ""},
    NativeInput{.name = "base", .default_value = ""},
    NativeInput{.name = "filters", .default_value = "", .is_required = true},
    NativeInput{.name = "list-files", .default_value = "none"},
    NativeInput{.name = "initial-fetch-depth", .default_value = "100"},
    NativeInput{.name = "predicate-quantifier", .default_value = "some"},
};

/// As the action's own list formats have it.
std::string escaped(const std::string& name, std::string_view format) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,._+:@%/-";
  if (format == "csv") {
    const bool is_unsafe = name.find_first_of("\",\n\r") != std::string::npos;
    return is_unsafe ? "\"" + replace_all(name, "\"", "\"\"") + "\"" : name;
  }
  if (format == "escape") {
    std::string out;
    for (const char c : name) {
      out += kPlain.find(c) == std::string_view::npos ? std::string("\\") + c : std::string(1, c);
    }
    return out;
  }
  if (name.empty() || name.find_first_not_of(kPlain) == std::string::npos) {
    return name;
  }
  if (name.find('\'') == std::string::npos) {
    return "'" + name + "'";
  }
  if (name.find_first_of("\"$`\\!") == std::string::npos) {
    return "\"" + name + "\"";
  }
  return "'" + replace_all(name, "'", "'\\''") + "'";
}

std::string list_of(const std::vector<const ChangedFile*>& files, std::string_view format) {
  if (format == "json") {
    json::array names;
    for (const ChangedFile* file : files) {
      names.emplace_back(file->name);
    }
    return to_json_text(names);
  }
  std::string list;
  for (const ChangedFile* file : files) {
    list += (list.empty() ? "" : format == "csv" ? "," : " ") + escaped(file->name, format);
  }
  return list;
}

class PathsFilter final : public NativeAction {
 public:
  [[nodiscard]] std::string_view name() const override { return "dorny/paths-filter"; }
  [[nodiscard]] std::span<const NativeInput> inputs() const override { return kInputs; }

  [[nodiscard]] Result<void> main(const Inputs& inputs, StepHost& host) const override {
    const std::string format = to_lower(inputs.text("list-files"));
    constexpr std::array<std::string_view, 5> kFormats{"none", "csv", "shell", "json", "escape"};
    if (std::ranges::find(kFormats, format) == kFormats.end()) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("Input parameter 'list-files' is set to invalid value '{}'", format));
    }
    const std::string quantifier = inputs.text("predicate-quantifier");
    if (quantifier != "some" && quantifier != "every") {
      return fail(ErrorKind::kInvalid, fmt::format("Input parameter 'predicate-quantifier' is set to invalid value "
                                                   "'{}'. Valid values: every, some",
                                                   quantifier));
    }
    const fs::path folder = host.paths().workspace / inputs.text("working-directory");
    const auto rules = read_rules(inputs.text("filters"), folder, host);
    if (!rules) {
      return fail(rules.error());
    }
    const auto files = changed_files(inputs, folder, host);
    if (!files) {
      return fail(files.error());
    }
    host.log(Note::kText, fmt::format("Detected {} changed files", files->size()));
    tell(*rules, *files, format, quantifier == "every", host);
    return {};
  }

 private:
  static void tell(const Rules& rules, const std::vector<ChangedFile>& files, const std::string& format, bool needs_all,
                   StepHost& host) {
    host.log(Note::kText, "Results:");
    json::array changes;
    bool has_own_changes = false;
    for (const auto& [filter, patterns] : rules) {
      std::vector<const ChangedFile*> matching;
      for (const ChangedFile& file : files) {
        const auto takes = [&](const Rule& rule) { return rule.takes(file); };
        if (needs_all ? std::ranges::all_of(patterns, takes) : std::ranges::any_of(patterns, takes)) {
          matching.push_back(&file);
        }
      }
      host.log(Note::kGroup, fmt::format("Filter {} = {}", filter, !matching.empty()));
      host.log(Note::kText, matching.empty() ? "Matching files: none" : "Matching files:");
      for (const ChangedFile* file : matching) {
        host.log(Note::kText, fmt::format("{} [{}]", file->name, file->status));
      }
      host.log(Note::kEndGroup, "");
      host.set_output(filter, matching.empty() ? "false" : "true");
      host.set_output(filter + "_count", std::to_string(matching.size()));
      if (format != "none") {
        host.set_output(filter + "_files", list_of(matching, format));
      }
      if (!matching.empty()) {
        changes.emplace_back(filter);
      }
      has_own_changes |= filter == "changes";
    }
    if (has_own_changes) {
      host.log(Note::kText, "Cannot set changes output variable - name already used by filter output");
      return;
    }
    host.log(Note::kText, fmt::format("Changes output set to {}", to_json_text(changes)));
    host.set_output("changes", to_json_text(changes));
  }
};

}  // namespace

const NativeAction& paths_filter_action() {
  static const PathsFilter action;
  return action;
}

}  // namespace ropewalk::actions::builtin
