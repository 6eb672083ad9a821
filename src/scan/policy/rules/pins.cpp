// What a workflow runs of others, by a name that may mean something else tomorrow.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/strings.h"
#include "scan/policy/rules/workflow_view.h"
#include "scan/policy/shell.h"

namespace ropewalk::scan::policy {
namespace {

bool is_commit(std::string_view ref) {
  return (ref.size() == 40 || ref.size() == 64) && std::all_of(ref.begin(), ref.end(), [](char letter) {
           return std::isxdigit(static_cast<unsigned char>(letter)) != 0;
         });
}

class Pins {
 public:
  Pins(const YamlFile& file, Judgement& judgement) : view_(file.document), judgement_(judgement) {}

  /// How many names can be moved.
  int check() {
    for (const StepView& step : steps_of(view_)) {
      uses(view_.find(*step.step, "uses"));
      script(*step.step);
    }
    for (const auto& [name, job] : jobs_of(view_)) {
      uses(view_.find(*job, "uses"));
      if (const yaml::Node* container = view_.find(*job, "container")) {
        image(container->kind == yaml::NodeKind::kScalar ? container : view_.find(*container, "image"));
      }
      if (const yaml::Node* services = view_.find(*job, "services")) {
        for (const auto& [service, settings] : view_.entries(*services)) {
          image(view_.find(*settings, "image"));
        }
      }
    }
    return moved_;
  }

 private:
  void script(const yaml::Node& step) {
    const yaml::Node* run = view_.find(step, "run");
    const auto unseen = run == nullptr ? std::nullopt : find_unseen_run(split_commands(run->text));
    if (unseen) {
      ++moved_;
      judgement_.tell("workflow-pipe-to-shell", "Pinned-Dependencies", Severity::kMedium,
                      place_in(view_, *run, run->text, unseen->at),
                      fmt::format("what {} brings is run as it comes", unseen->fetcher),
                      "download, check a SHA-256, then run", unseen->fetcher);
    }
  }

  void uses(const yaml::Node* node) {
    if (node == nullptr || node->text.empty() || node->text.starts_with("./")) {
      return;
    }
    const std::string_view text = node->text;
    constexpr std::string_view kDocker = "docker://";
    if (text.starts_with(kDocker)) {
      named(text.substr(kDocker.size()), *node);
      return;
    }
    const std::size_t at = text.rfind('@');
    const std::string_view name = text.substr(0, at);
    if (at == std::string_view::npos || !is_commit(text.substr(at + 1))) {
      const bool is_github = name.starts_with("actions/") || name.starts_with("github/");
      ++moved_;
      judgement_.tell(
          "unpinned-action", "Pinned-Dependencies", is_github ? Severity::kLow : Severity::kMedium, view_.place(*node),
          fmt::format("'{}' is named by a tag or branch, which its owner (or a thief) can move", text),
          fmt::format("write {}@ with the commit's 40 digits, and the version as a comment behind it", name),
          std::string(name));
    }
  }

  void image(const yaml::Node* node) {
    if (node != nullptr && node->kind == yaml::NodeKind::kScalar && !node->text.empty() &&
        node->text.find("${{") == std::string_view::npos) {
      named(node->text, *node);
    }
  }

  void named(std::string_view image, const yaml::Node& node) {
    if (image.find("@sha256:") == std::string_view::npos) {
      ++moved_;
      judgement_.tell("unpinned-image", "Pinned-Dependencies", Severity::kLow, view_.place(node),
                      fmt::format("the image '{}' is a tag, which can be moved to another image", image),
                      "add its digest: name:tag@sha256:…", std::string(image));
    }
  }

  YamlView view_;
  Judgement& judgement_;
  int moved_ = 0;
};

}  // namespace

void check_pins(const Repository& repository, Judgement& judgement) {
  int moved = 0;
  for (const auto* files : {&repository.workflows, &repository.actions}) {
    for (const YamlFile& file : *files) {
      moved += Pins(file, judgement).check();
    }
  }
  // Hooks run on every developer's machine.
  constexpr std::string_view kHooks = ".pre-commit-config.yaml";
  const auto text = repository.tree.has(kHooks) ? repository.tree.read(std::string(kHooks)) : Result<std::string>("");
  if (text && !text->empty()) {
    std::pmr::monotonic_buffer_resource memory;
    const auto document = yaml::read_document(std::make_shared<const SourceFile>(std::string(kHooks), *text), memory);
    const YamlView view(document);
    const yaml::Node* repositories = view.root() == nullptr ? nullptr : view.find(*view.root(), "repos");
    for (const yaml::Node* item :
         repositories == nullptr ? std::vector<const yaml::Node*>{} : view.items(*repositories)) {
      const yaml::Node* revision = view.find(*item, "rev");
      const std::string repo = view.text(*item, "repo").value_or("");
      if (revision != nullptr && repo != "local" && repo != "meta" && !is_commit(revision->text) &&
          std::none_of(revision->text.begin(), revision->text.end(),
                       [](char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; })) {
        ++moved;
        judgement.tell("unpinned-hook", "Pinned-Dependencies", Severity::kMedium, view.place(*revision),
                       fmt::format("the hook's revision '{}' is a branch", revision->text),
                       "name a version, better a commit (pre-commit autoupdate --freeze)", repo);
      }
    }
  }
  judgement.checks.push_back(
      {"Pinned-Dependencies", moved == 0 ? Outcome::kPass : Outcome::kFail,
       moved == 0 ? "everything of others is named by its content" : fmt::format("{} names can be moved", moved)});
}

}  // namespace ropewalk::scan::policy
