// dorny/paths-filter: which of the filters the changed files match. What a pull request has changed is asked of git and
// not of GitHub's API, which gives the same list.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory_resource>
#include <optional>

#include "actions/builtin/paths_filter/name_pattern.h"
#include "actions/builtin/registry_more.h"
#include "base/json.h"
#include "base/strings.h"
#include "yaml/document.h"

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

constexpr std::string_view kNoCommit = "0000000000000000000000000000000000000000";
/// The tree without files.
constexpr std::string_view kNoTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

struct ChangedFile {
  std::string name;
  std::string status;
};

struct Rule {
  /// Lower case; empty: any.
  std::vector<std::string> statuses;
  /// One of them has to match.
  std::vector<NamePattern> patterns;

  [[nodiscard]] bool takes(const ChangedFile& file) const {
    return (statuses.empty() || std::ranges::find(statuses, file.status) != statuses.end()) &&
           std::ranges::any_of(patterns, [&](const NamePattern& pattern) { return pattern.matches(file.name); });
  }
};

using Rules = std::vector<std::pair<std::string, std::vector<Rule>>>;

tl::unexpected<Error> bad_format(std::string_view what) {
  return fail(ErrorKind::kInvalid, fmt::format("Invalid filter YAML format: {}.", what));
}

/// Reads the filters of a document.
class RuleReader {
 public:
  explicit RuleReader(const yaml::Document& document) : document_(document) {}

  Result<Rules> read() {
    if (document_.nodes.empty() || document_.nodes.front().kind != yaml::NodeKind::kMapping) {
      return bad_format("Root element is not an object");
    }
    Rules rules;
    for (std::size_t key = 1; key < document_.nodes.size(); key = document_.nodes[key + 1].next) {
      std::vector<Rule> found;
      if (auto done = add(document_.resolve(document_.nodes[key + 1]), found); !done) {
        return fail(std::move(done.error()));
      }
      rules.emplace_back(std::string(document_.nodes[key].text), std::move(found));
    }
    return rules;
  }

 private:
  [[nodiscard]] std::size_t number_of(const yaml::Node& node) const {
    return static_cast<std::size_t>(&node - document_.nodes.data());
  }

  template <class Take>
  Result<void> each(const yaml::Node& node, const Take& take) const {
    for (std::size_t i = number_of(node) + 1; i < node.next; i = document_.nodes[i].next) {
      if (auto done = take(document_.resolve(document_.nodes[i])); !done) {
        return done;
      }
    }
    return {};
  }

  Result<void> add_pattern(const yaml::Node& node, Rule& rule) const {
    if (node.kind != yaml::NodeKind::kScalar) {
      return bad_format("a pattern is a text");
    }
    auto pattern = NamePattern::compile(node.text);
    if (!pattern) {
      return fail(std::move(pattern.error()));
    }
    rule.patterns.push_back(std::move(*pattern));
    return {};
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as the document, which has a limit
  Result<void> add(const yaml::Node& node, std::vector<Rule>& rules) const {
    if (node.kind == yaml::NodeKind::kSequence) {
      return each(node, [&](const yaml::Node& item) { return add(item, rules); });
    }
    if (node.kind == yaml::NodeKind::kScalar) {
      rules.emplace_back();
      return add_pattern(node, rules.back());
    }
    for (std::size_t key = number_of(node) + 1; key < node.next; key = document_.nodes[key + 1].next) {
      Rule rule;
      for (const std::string_view status : split(document_.nodes[key].text, '|')) {
        if (!trim(status).empty()) {
          rule.statuses.push_back(to_lower(trim(status)));
        }
      }
      const yaml::Node& value = document_.resolve(document_.nodes[key + 1]);
      auto done = value.kind == yaml::NodeKind::kSequence
                      ? each(value, [&](const yaml::Node& item) { return add_pattern(item, rule); })
                      : add_pattern(value, rule);
      if (!done) {
        return done;
      }
      rules.push_back(std::move(rule));
    }
    return {};
  }

  const yaml::Document& document_;
};

Result<Rules> read_rules(const std::string& input, const fs::path& folder, StepHost& host) {
  std::string text = input;
  if (input.find('\n') == std::string::npos && input.find(':') == std::string::npos) {
    const auto type = host.files().type_followed(folder / input);
    if (type == ports::FileType::kMissing) {
      return fail(ErrorKind::kNotFound, fmt::format("Configuration file '{}' not found", input));
    }
    if (type != ports::FileType::kFile) {
      return fail(ErrorKind::kInvalid, fmt::format("'{}' is not a file.", input));
    }
    auto read = host.files().read(folder / input);
    if (!read) {
      return fail(std::move(read.error()));
    }
    text = std::move(*read);
  }
  std::pmr::monotonic_buffer_resource memory;
  const auto file = std::make_shared<SourceFile>("filters", text);
  const yaml::Document document = yaml::read_document(file, memory);
  if (document.problem) {
    return fail(yaml::to_error(document));
  }
  return RuleReader(document).read();
}

/// What git calls a change, in the action's words.
std::string status_of(char letter) {
  switch (letter) {
    case 'A': return "added";
    case 'C': return "copied";
    case 'D': return "deleted";
    case 'M': return "modified";
    case 'R': return "renamed";
    case 'U': return "unmerged";
    default: return "modified";
  }
}

/// Asks git for changed files: in the snapshot, which has all of the history, or in the job's working tree.
class Changes {
 public:
  Changes(const Inputs& inputs, fs::path folder, StepHost& host)
      : inputs_(inputs), folder_(std::move(folder)), host_(host) {}

  Result<std::vector<ChangedFile>> find() {
    const std::string base = inputs_.text("base");
    if (base == "HEAD") {
      return diff({"git", "-C", folder_.string(), "diff", "--no-renames", "--name-status", "-z", "HEAD"});
    }
    auto snapshot = host_.snapshot();
    if (!snapshot) {
      return fail(std::move(snapshot.error()));
    }
    snapshot_ = std::move(*snapshot);
    const std::string event = host_.github("event_name");
    if (event.starts_with("pull_request")) {
      const std::string pull_base = host_.github("event.pull_request.base.sha");
      host_.log(Note::kText, fmt::format("Changes will be detected between {} and {}", pull_base, snapshot_.head));
      return since_merge_base(base.empty() ? pull_base : commit_of(base), snapshot_.head);
    }
    return of_push(base, event);
  }

 private:
  Result<std::vector<ChangedFile>> of_push(const std::string& given, const std::string& event) {
    const std::string main = host_.github("event.repository.default_branch");
    const std::string before = event == "push" ? host_.github("event.before") : "";
    const std::string head = short_name(inputs_.text("ref").empty() ? host_.github("ref") : inputs_.text("ref"));
    const std::string base = short_name(given.empty() ? main : given);
    if (base.empty()) {
      return fail(ErrorKind::kInvalid,
                  "This action requires 'base' input to be configured or 'repository.default_branch' to be set in the "
                  "event payload");
    }
    const bool is_commit = is_sha(base);
    const std::string head_commit = inputs_.text("ref").empty() ? snapshot_.commit : commit_of(head);
    if (!is_commit && base != head) {
      host_.log(Note::kText, fmt::format("Changes will be detected between {} and {}", base, head));
      return since_merge_base(commit_of(base), head_commit);
    }
    const std::string from = is_commit ? base : before;
    if (from.empty()) {
      host_.log(Note::kWarning,
                "'before' field is missing in event payload - changes will be detected from last commit");
      return between(head_commit + "^", head_commit);
    }
    if (from == kNoCommit) {
      if (!main.empty() && base != main) {
        host_.log(Note::kText, fmt::format("First push of a branch detected - changes will be detected against the "
                                           "default branch {}",
                                           main));
        return since_merge_base(commit_of(main), head_commit);
      }
      host_.log(Note::kText, "Initial push detected - all files will be listed as added");
      return between(std::string(kNoTree), head_commit);
    }
    host_.log(Note::kText, fmt::format("Changes will be detected between {} and {}", from, head));
    return between(from, head_commit);
  }

  static bool is_sha(std::string_view text) {
    constexpr std::size_t kSha = 40;
    return text.size() == kSha && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  }

  static std::string short_name(std::string name) {
    for (const std::string_view start : {"refs/heads/", "refs/tags/", "refs/"}) {
      if (name.starts_with(start)) {
        return name.substr(start.size());
      }
    }
    return name;
  }

  /// A branch or a tag as the remote would show it; any other word is left to git.
  [[nodiscard]] std::string commit_of(const std::string& name) const {
    for (const char* start : {"refs/heads/", "refs/tags/", "refs/", ""}) {
      const auto found = std::ranges::find(snapshot_.refs, start + name, &ports::Ref::name);
      if (found != snapshot_.refs.end()) {
        return found->id;
      }
    }
    return name;
  }

  [[nodiscard]] std::vector<std::string> git(std::initializer_list<std::string> words) const {
    std::vector<std::string> all{"git", "--git-dir=" + snapshot_.git_directory.string()};
    all.insert(all.end(), words);
    return all;
  }

  Result<std::vector<ChangedFile>> between(const std::string& from, const std::string& to) {
    return diff(git({"diff", "--no-renames", "--name-status", "-z", from, to}));
  }

  Result<std::vector<ChangedFile>> since_merge_base(const std::string& base, const std::string& head) {
    const auto merge_base = host_.capture_program(git({"merge-base", base, head}), {});
    if (!merge_base) {
      return fail(merge_base.error());
    }
    const std::string from(trim(merge_base->output));
    return between(merge_base->outcome.exit_code == 0 && !from.empty() ? from : base, head);
  }

  Result<std::vector<ChangedFile>> diff(const std::vector<std::string>& arguments) {
    const auto done = host_.capture_program(arguments, {});
    if (!done) {
      return fail(done.error());
    }
    if (done->outcome.exit_code != 0) {
      return fail(ErrorKind::kInvalid, fmt::format("git could not tell what has changed: {}", trim(done->errors)));
    }
    std::vector<ChangedFile> files;
    const std::vector<std::string_view> parts = split(done->output, '\0');
    for (std::size_t i = 0; i + 1 < parts.size() && !parts[i].empty(); i += 2) {
      files.push_back({.name = std::string(parts[i + 1]), .status = status_of(parts[i].front())});
    }
    return files;
  }

  const Inputs& inputs_;
  fs::path folder_;
  StepHost& host_;
  ports::Snapshot snapshot_;
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
    const auto files = Changes(inputs, folder, host).find();
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
