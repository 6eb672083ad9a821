// What the workflows do for the repository's safety: analysis, fuzzing, packages, signatures.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "scan/policy/rules/workflow_view.h"

namespace ropewalk::scan::policy {
namespace {

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

}  // namespace

void check_pipeline(const Repository& repository, Judgement& judgement) {
  bool has_analysis = false;
  bool has_packaging = false;
  bool publishes = false;
  bool signs = false;
  bool has_fuzzing =
      std::any_of(repository.tree.files.begin(), repository.tree.files.end(), [](const std::string& path) {
        return path.starts_with("fuzz/") || path.find("/fuzz/") != std::string::npos ||
               path.find("_fuzz.") != std::string::npos || path.starts_with(".clusterfuzzlite/");
      });
  Location first_publishing;
  for (const auto* files : {&repository.workflows, &repository.actions}) {
    for (const YamlFile& file : *files) {
      const YamlView view(file.document);
      for (const StepView& step : steps_of(view)) {
        const std::string text =
            view.text(*step.step, "uses").value_or("") + "\n" + view.text(*step.step, "run").value_or("");
        has_analysis = has_analysis || mentions(text, {"github/codeql-action", "semgrep", "bandit", "ropewalk scan",
                                                       "ropewalk lint", "SonarSource/", "sonarqube", "zizmor", "snyk"});
        has_fuzzing =
            has_fuzzing || mentions(text, {"google/oss-fuzz", "clusterfuzzlite", "cifuzz", "atheris", "go test -fuzz"});
        has_packaging = has_packaging || mentions(text, {"pypa/gh-action-pypi-publish", "twine upload", "uv publish",
                                                         "poetry publish", "docker/build-push-action", "docker push",
                                                         "ropewalk image push", "goreleaser", "npm publish"});
        const bool is_publishing =
            mentions(text, {"gh release create", "softprops/action-gh-release", "ropewalk release", "goreleaser",
                            "pypa/gh-action-pypi-publish", "twine upload"});
        if (is_publishing && !publishes) {
          first_publishing = view.place(*step.step);
        }
        publishes = publishes || is_publishing;
        signs = signs || mentions(text, {"cosign", "sigstore", "attest-build-provenance", "slsa-framework",
                                         "ropewalk image sign", "ropewalk release", "gpg --", "minisign"});
        // A stored password where the index takes the workflow's own identity.
        const yaml::Node* with = view.find(*step.step, "with");
        if (text.find("pypa/gh-action-pypi-publish") != std::string::npos) {
          signs = true;  // it attests what it uploads
          const yaml::Node* password = with == nullptr ? nullptr : view.find(*with, "password");
          if (password != nullptr) {
            judgement.tell("no-trusted-publishing", "", Severity::kLow, view.place(*password),
                           "the package is published with a stored token",
                           "use trusted publishing: 'id-token: write' and no password", "pypi");
          }
        }
      }
    }
  }
  if (publishes && !signs) {
    judgement.tell("unsigned-release", "Signed-Releases", Severity::kLow, first_publishing,
                   "releases are published without a signature or a proof of origin", "sign them, or attest the build",
                   "release");
  }
  const auto yes_no = [](bool holds) { return holds ? Outcome::kPass : Outcome::kFail; };
  judgement.checks.push_back(
      {"SAST", yes_no(has_analysis), has_analysis ? "a workflow analyses the code" : "no workflow analyses the code"});
  judgement.checks.push_back(
      {"Fuzzing", yes_no(has_fuzzing), has_fuzzing ? "there are fuzz targets" : "there are no fuzz targets"});
  judgement.checks.push_back({"Packaging", has_packaging ? Outcome::kPass : Outcome::kUnknown,
                              has_packaging ? "a workflow publishes packages" : "no workflow publishes packages"});
  judgement.checks.push_back({"Signed-Releases", !publishes ? Outcome::kUnknown : yes_no(signs),
                              !publishes ? "no workflow publishes releases"
                              : signs    ? "releases are signed or attested"
                                         : "releases are not signed"});
}

}  // namespace ropewalk::scan::policy
