// What an image is built on.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "image/dockerfile/expand.h"
#include "scan/policy/dockerfile/rule.h"

namespace ropewalk::scan::policy {
namespace {

/// The base as it is without build arguments from outside: with the defaults of ARG.
std::string expanded(const Dockerfile& dockerfile, const std::string& base) {
  const auto lookup = [&](std::string_view name) -> std::optional<std::string> {
    for (const Instruction& argument : dockerfile.arguments) {
      for (const std::string& word : argument.words) {
        const std::size_t equals = word.find('=');
        if (equals != std::string::npos && std::string_view(word).substr(0, equals) == name) {
          const std::string_view value = std::string_view(word).substr(equals + 1);
          return std::string(value.size() > 1 && (value.front() == '"' || value.front() == '\'')
                                 ? value.substr(1, value.size() - 2)
                                 : value);
        }
      }
    }
    return std::nullopt;
  };
  const auto text = image::dockerfile::expand(base, lookup, dockerfile.escape);
  return text ? *text : base;
}

}  // namespace

void check_bases(const DockerfileView& view, Told& told) {
  const Dockerfile& dockerfile = view.dockerfile;
  for (std::size_t index = 0; index < dockerfile.stages.size(); ++index) {
    const Stage& stage = dockerfile.stages[index];
    const auto earlier = image::dockerfile::find_stage(dockerfile, stage.base);
    if (to_lower(stage.base) == "scratch" || (earlier && *earlier < index)) {
      continue;
    }
    const std::string base = expanded(dockerfile, stage.base);
    if (base.empty() || base.find('@') != std::string::npos) {
      continue;
    }
    const std::size_t slash = base.rfind('/');
    const std::size_t colon = base.find(':', slash == std::string::npos ? 0 : slash);
    const std::string tag = colon == std::string::npos ? "" : base.substr(colon + 1);
    if (tag.empty()) {
      told.add_at("dockerfile-untagged-base", "DL3006", Severity::kMedium, stage.base_span,
                  fmt::format("the base '{}' has no tag: each build may stand on another image", base),
                  "write a version and its digest: name:version@sha256:…", base);
    } else if (tag == "latest") {
      told.add_at("dockerfile-latest-base", "DL3007", Severity::kMedium, stage.base_span,
                  fmt::format("the base '{}' is whatever is newest on the day of the build", base),
                  "write a version and its digest: name:version@sha256:…", base);
    } else {
      told.add_at("dockerfile-unpinned-base", "", Severity::kLow, stage.base_span,
                  fmt::format("the base '{}' is a tag, which can be moved to another image", base),
                  "add its digest: name:tag@sha256:…, which Dependabot's ecosystem docker keeps up to date", base);
    }
  }
}

}  // namespace ropewalk::scan::policy
