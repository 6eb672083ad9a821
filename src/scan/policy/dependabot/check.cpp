#include "scan/policy/dependabot/check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <memory_resource>
#include <set>

#include "base/strings.h"
#include "scan/policy/dependabot/ecosystems.h"
#include "scan/policy/dependabot/shape.h"
#include "scan/policy/make_finding.h"
#include "scan/policy/owners/pattern.h"
#include "scan/policy/yaml_view.h"

namespace ropewalk::scan::policy {
namespace {

/// Folder to the ecosystems of the files in it.
using Folders = std::map<std::string, std::vector<std::string_view>, std::less<>>;

/// An action that uses no other has nothing that could be kept up to date.
bool is_idle_action(const Tree& tree, const std::string& file) {
  if (!file.ends_with("action.yml") && !file.ends_with("action.yaml")) {
    return false;
  }
  const auto text = tree.read(file);
  if (!text) {
    return false;
  }
  const std::vector<std::string_view> lines = split_lines(*text);
  return std::none_of(lines.begin(), lines.end(), [](std::string_view line) {
    const std::size_t uses = line.find("uses:");
    return uses != std::string_view::npos && line.find('@', uses) != std::string_view::npos;
  });
}

Folders folders_of(const Tree& tree) {
  Folders folders;
  for (const std::string& file : tree.files) {
    if (const std::string_view ecosystem = ecosystem_of(file); !ecosystem.empty() && !is_idle_action(tree, file)) {
      const std::size_t slash = file.rfind('/');
      // Workflows belong to the top: that is how dependabot.yml names them.
      const bool is_workflow = file.starts_with(".github/workflows/");
      folders[is_workflow || slash == std::string::npos ? "" : file.substr(0, slash)].push_back(ecosystem);
    }
  }
  return folders;
}

std::string without_slashes(std::string_view folder) {
  while (folder.starts_with('/')) {
    folder.remove_prefix(1);
  }
  while (folder.ends_with('/')) {
    folder.remove_suffix(1);
  }
  return folder == "." ? "" : std::string(folder);
}

bool is_glob(std::string_view folder) { return folder.find_first_of("*?") != std::string_view::npos; }

/// Whether a folder is meant by what an entry names.
bool means(const std::string& named, const std::string& folder) {
  if (!is_glob(named)) {
    return named == folder;
  }
  const auto pattern = OwnersPattern::compile("/" + named);
  // As a file of that name, so that `*` stands for one level; `**` reaches the top, too.
  return (pattern && pattern->matches(folder)) || named == "**" || named == "**/*" ||
         (named.ends_with("/**") && named.substr(0, named.size() - 3) == folder);
}

/// The same of an entry: one of github-actions may name the workflows' own folder.
bool means(std::string_view ecosystem, const std::string& named, const std::string& folder) {
  const bool is_workflows = ecosystem == "github-actions" && named == ".github/workflows";
  return means(named, folder) || (is_workflows && folder.empty());
}

bool exists(const Tree& tree, const std::string& named) {
  if (!is_glob(named)) {
    return tree.has_folder(named);
  }
  for (const std::string& file : tree.files) {
    for (std::size_t slash = file.find('/'); slash != std::string::npos; slash = file.find('/', slash + 1)) {
      if (means(named, file.substr(0, slash))) {
        return true;
      }
    }
  }
  return means(named, "");
}

/// Folders whose dependencies are nobody's to update.
bool is_sample(std::string_view folder) {
  static const std::set<std::string_view> kSamples = {"test",      "tests",        "testdata",   "fixtures",
                                                      "examples",  "example",      "vendor",     "_vendor",
                                                      "templates", "node_modules", "third_party"};
  for (const std::string_view part : split(folder, '/')) {
    if (kSamples.contains(part)) {
      return true;
    }
  }
  return false;
}

struct Entry {
  std::string ecosystem;
  const yaml::Node* ecosystem_node = nullptr;
  std::vector<std::pair<std::string, const yaml::Node*>> folders;
};

class Check {
 public:
  Check(const Tree& tree, const YamlView& view, const yaml::Node& root)
      : tree_(tree), view_(view), root_(root), folders_(folders_of(tree)) {}

  std::vector<Finding> run() {
    registries();
    groups();
    std::vector<Entry> entries = read_entries();
    for (const Entry& entry : entries) {
      folders(entry);
    }
    doubles(entries);
    if (findings_.empty()) {
      coverage(entries);
    }
    return std::move(findings_);
  }

 private:
  std::vector<Entry> read_entries() {
    std::vector<Entry> entries;
    const yaml::Node* updates = view_.find(root_, "updates");
    for (const yaml::Node* item : updates == nullptr ? std::vector<const yaml::Node*>{} : view_.items(*updates)) {
      Entry entry;
      entry.ecosystem_node = view_.find(*item, "package-ecosystem");
      entry.ecosystem = entry.ecosystem_node == nullptr ? "" : std::string(entry.ecosystem_node->text);
      if (const yaml::Node* folder = view_.find(*item, "directory")) {
        entry.folders.emplace_back(without_slashes(folder->text), folder);
      }
      if (const yaml::Node* list = view_.find(*item, "directories")) {
        for (const yaml::Node* folder : view_.items(*list)) {
          entry.folders.emplace_back(without_slashes(folder->text), folder);
        }
      }
      entries.push_back(std::move(entry));
    }
    return entries;
  }

  void folders(const Entry& entry) {
    std::vector<std::string_view> present;
    for (const auto& [named, node] : entry.folders) {
      if (!exists(tree_, named)) {
        tell("dependabot-folder", Severity::kMedium, *node,
             fmt::format("the repository has no folder '{}'", node->text),
             "Dependabot updates nothing there and reports an error", named);
        return;
      }
      for (const auto& [folder, ecosystems] : folders_) {
        if (means(entry.ecosystem, named, folder)) {
          present.insert(present.end(), ecosystems.begin(), ecosystems.end());
        }
      }
    }
    const bool has_uv = std::find(present.begin(), present.end(), "uv") != present.end();
    if (entry.ecosystem == "pip" && has_uv) {
      tell("dependabot-ecosystem", Severity::kMedium, *entry.ecosystem_node,
           "the folder has a uv.lock, which the ecosystem 'pip' does not update", "write package-ecosystem: uv",
           "pip-uv");
    } else if (!has_work(entry.ecosystem, present)) {
      tell("dependabot-ecosystem", Severity::kMedium, *entry.ecosystem_node,
           fmt::format("nothing of the ecosystem '{}' is in the folders of this entry", entry.ecosystem),
           "Dependabot reports an error for an entry without files", entry.ecosystem);
    }
  }

  void registries() {
    const yaml::Node* registries = view_.find(root_, "registries");
    std::set<std::string_view> known;
    std::set<std::string_view> used;
    bool takes_all = false;
    if (registries != nullptr) {
      for (const auto& [key, value] : view_.entries(*registries)) {
        known.insert(key->text);
      }
    }
    const yaml::Node* updates = view_.find(root_, "updates");
    for (const yaml::Node* item : updates == nullptr ? std::vector<const yaml::Node*>{} : view_.items(*updates)) {
      const yaml::Node* names = view_.find(*item, "registries");
      takes_all = takes_all || (names != nullptr && names->text == "*");
      for (const yaml::Node* name : names == nullptr ? std::vector<const yaml::Node*>{} : view_.items(*names)) {
        used.insert(name->text);
        if (!known.contains(name->text)) {
          tell("dependabot-registry", Severity::kMedium, *name, fmt::format("no registry is called '{}'", name->text),
               "registries are defined at the top of the file", fmt::format("unknown {}", name->text));
        }
      }
    }
    if (registries == nullptr || takes_all) {
      return;
    }
    for (const auto& [key, value] : view_.entries(*registries)) {
      if (!used.contains(key->text)) {
        tell("dependabot-registry", Severity::kMedium, *key, fmt::format("no entry uses the registry '{}'", key->text),
             "name it under 'registries' of an entry, or remove it with its secret",
             fmt::format("unused {}", key->text));
      }
    }
  }

  void groups() {
    const yaml::Node* groups = view_.find(root_, "multi-ecosystem-groups");
    const yaml::Node* updates = view_.find(root_, "updates");
    std::set<std::string_view> used;
    for (const yaml::Node* item : updates == nullptr ? std::vector<const yaml::Node*>{} : view_.items(*updates)) {
      const yaml::Node* group = view_.find(*item, "multi-ecosystem-group");
      if (group == nullptr) {
        continue;
      }
      used.insert(group->text);
      if (groups == nullptr || view_.find(*groups, group->text) == nullptr) {
        tell("dependabot-group", Severity::kMedium, *group,
             fmt::format("no multi-ecosystem group is called '{}'", group->text), "",
             fmt::format("unknown {}", group->text));
      }
    }
    if (groups != nullptr) {
      for (const auto& [key, value] : view_.entries(*groups)) {
        if (!used.contains(key->text)) {
          tell("dependabot-group", Severity::kMedium, *key, fmt::format("no entry is in the group '{}'", key->text), "",
               fmt::format("unused {}", key->text));
        }
      }
    }
  }

  /// Dependabot takes one entry for an ecosystem, a folder and a target branch.
  void doubles(const std::vector<Entry>& entries) {
    const yaml::Node* updates = view_.find(root_, "updates");
    const auto items = updates == nullptr ? std::vector<const yaml::Node*>{} : view_.items(*updates);
    std::set<std::string> seen;
    for (std::size_t index = 0; index < entries.size(); ++index) {
      const std::string branch = view_.text(*items[index], "target-branch").value_or("");
      for (const auto& [folder, node] : entries[index].folders) {
        if (!seen.insert(fmt::format("{}\n{}\n{}", entries[index].ecosystem, folder, branch)).second) {
          tell("dependabot-invalid", Severity::kMedium, *node,
               fmt::format("two entries are for '{}' in '{}'", entries[index].ecosystem, node->text),
               "Dependabot takes one entry for an ecosystem, a folder and a target branch",
               fmt::format("twice {} {}", entries[index].ecosystem, folder));
        }
      }
    }
  }

  void coverage(const std::vector<Entry>& entries) {
    static const std::set<std::string_view> kWanted = {"pip", "uv",    "docker", "github-actions",
                                                       "npm", "gomod", "cargo"};
    std::map<std::string_view, std::set<std::string>> missing;
    for (const auto& [folder, ecosystems] : folders_) {
      for (const std::string_view ecosystem : ecosystems) {
        const bool is_covered = std::any_of(entries.begin(), entries.end(), [&, &at = folder](const Entry& entry) {
          return looks_after(entry.ecosystem, ecosystem) &&
                 std::any_of(entry.folders.begin(), entry.folders.end(),
                             [&](const auto& named) { return means(entry.ecosystem, named.first, at); });
        });
        if (kWanted.contains(ecosystem) && !is_covered && !is_sample(folder)) {
          missing[ecosystem].insert("/" + folder);
        }
      }
    }
    // A lock of uv says it all for the pyproject.toml beside it.
    if (missing.contains("uv") && missing.contains("pip")) {
      for (const std::string& folder : missing["uv"]) {
        missing["pip"].erase(folder);
      }
    }
    const yaml::Node* updates = nullptr;
    for (const auto& [key, value] : view_.entries(root_)) {
      updates = key->text == "updates" ? key : updates;
    }
    for (const auto& [ecosystem, folders] : missing) {
      if (!folders.empty() && updates != nullptr) {
        tell("dependabot-coverage", Severity::kLow, *updates,
             fmt::format("nothing keeps '{}' in {} up to date", ecosystem, fmt::join(folders, ", ")),
             fmt::format("add an entry with package-ecosystem: {}", ecosystem), std::string(ecosystem));
      }
    }
  }

  void tell(std::string_view rule, Severity severity, const yaml::Node& node, std::string message, std::string hint,
            std::string subject) {
    findings_.push_back(make_finding({.rule = rule,
                                      .severity = severity,
                                      .message = std::move(message),
                                      .hint = std::move(hint),
                                      .place = view_.place(node),
                                      .subject = std::move(subject)}));
  }

  const Tree& tree_;
  const YamlView& view_;
  const yaml::Node& root_;
  Folders folders_;
  std::vector<Finding> findings_;
};

Report check_file(const Tree& tree, const std::string& path) {
  Report report;
  auto text = tree.read(path);
  if (!text) {
    report.trouble.push_back({{path}, "unreadable", text.error().message, {}});
    return report;
  }
  report.looked_at = 1;
  std::pmr::monotonic_buffer_resource memory;
  const auto document = yaml::read_document(std::make_shared<const SourceFile>(path, std::move(*text)), memory);
  const YamlView view(document);
  if (document.problem || view.root() == nullptr) {
    const LineColumn at = document.problem ? document.file->locate(document.problem->span.begin) : LineColumn{};
    report.findings.push_back(
        make_finding({.rule = "dependabot-invalid",
                      .severity = Severity::kMedium,
                      .message = document.problem ? document.problem->message : "the file is empty",
                      .hint = "",
                      .place = {path, static_cast<int>(at.line), static_cast<int>(at.column), 0, 0},
                      .subject = "yaml"}));
    return report;
  }
  report.findings = check_dependabot_shape(view, *view.root());
  if (report.findings.empty()) {
    report.findings = Check(tree, view, *view.root()).run();
  }
  return report;
}

}  // namespace

Report check_dependabot(const Tree& tree) {
  for (const std::string path : {".github/dependabot.yml", ".github/dependabot.yaml"}) {
    if (tree.has(path)) {
      return check_file(tree, path);
    }
  }
  return {};
}

}  // namespace ropewalk::scan::policy
