// The step at the container registry: the image that was tested gets the release's tags, by its digest. Nothing is
// built.
#include <fmt/format.h>

#include "app/image/promote_image.h"
#include "app/image/registries.h"
#include "app/release/run/moving.h"
#include "app/release/run/step.h"
#include "base/strings.h"
#include "release/git.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kSha = "{sha}";

class ImageSteps {
 public:
  ImageSteps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop)
      : target_(target),
        ports_(ports),
        git_(target.planned.top, ports.process, ports.environment),
        stop_(std::move(stop)) {}

  Result<Looked> look() {
    if (!target_.settings.image) {
      return Looked{StepState::kSkipped, "no image is configured (release, image)"};
    }
    if (auto opened = open(); !opened) {
      return fail(std::move(opened.error()));
    }
    const std::vector<std::string> wanted = tags();
    auto digest = digest_of(wanted.front());
    auto source = digest ? find_source() : Result<std::string>(fail(digest.error()));
    if (!digest || !source) {
      return fail(!digest ? digest.error() : source.error());
    }
    if (!digest->empty() && !source->empty() && *digest != *source) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("{} is {}, and the image of this release is {}", image_.with_tag(wanted.front()).text(),
                              *digest, *source),
                  "what is out is never replaced: release another version");
    }
    if (digest->empty() && source->empty()) {
      if (!target_.is_begun) {
        return Looked{StepState::kWould, join(wanted, ", ")};
      }
      return fail(ErrorKind::kIncomplete, fmt::format("{} has no image of this release's commit", image_.name()),
                  fmt::format("it is looked for by the tags {}", join(source_tags(), ", ")));
    }
    digest_ = digest->empty() ? *source : *digest;
    bool is_done = !digest->empty();
    for (std::size_t i = 1; is_done && i < wanted.size(); ++i) {
      auto there = digest_of(wanted[i]);
      if (!there) {
        return fail(std::move(there.error()));
      }
      is_done = *there == digest_;
    }
    return Looked{is_done ? StepState::kDone : StepState::kWould,
                  fmt::format("{} for {}", join(wanted, ", "), image_.with_digest(digest_).text())};
  }

  /// The version's own tag first, which stays; then those that move.
  Result<void> act() {
    if (digest_.empty()) {
      return fail(ErrorKind::kIncomplete, fmt::format("{} has no image of this release's commit", image_.name()),
                  fmt::format("it is looked for by the tags {}", join(source_tags(), ", ")));
    }
    const std::vector<std::string> wanted = tags();
    for (const std::string& tag : wanted) {
      auto promoted = promote_image({.source = image_.with_digest(digest_),
                                     .target = image_.with_tag(tag),
                                     .moves_tags = tag != wanted.front(),
                                     .digest = digest_},
                                    *registry_, *registry_);
      if (!promoted) {
        return fail(std::move(promoted.error()));
      }
    }
    return {};
  }

 private:
  /// The configured name: a repository, with a tag that has {sha} in it, if the image is found by another one than
  /// usual.
  Result<void> open() {
    const std::string text = *target_.settings.image;
    const std::size_t sha = text.find(kSha);
    auto reference = image::parse_reference(sha == std::string::npos ? text : replace_all(text, kSha, "sha"));
    if (!reference) {
      return fail(std::move(reference.error()));
    }
    if (sha != std::string::npos) {
      pattern_ = text.substr(text.rfind(':') + 1);
    }
    image_ =
        image::Reference{.registry = reference->registry, .repository = reference->repository, .tag = {}, .digest = {}};
    auto registry = open_registry(
        image_.registry, std::nullopt,
        {ports_.http(), ports_.random, ports_.clock, ports_.environment, ports_.files, ports_.process}, stop_);
    if (!registry) {
      return fail(std::move(registry.error()));
    }
    registry_ = std::move(*registry);
    return {};
  }

  [[nodiscard]] std::vector<std::string> tags() const {
    std::vector<std::string> names = {image::as_tag(target_.version().text())};
    const Moving moving = moving_of(target_, git_);
    const release::Version& version = target_.version();
    if (moving.minor) {
      names.push_back(fmt::format("{}.{}", version.major, version.minor));
    }
    if (moving.major && version.major > 0) {
      names.push_back(std::to_string(version.major));
    }
    if (moving.latest) {
      names.emplace_back("latest");
    }
    return names;
  }

  /// Of the release's commit, and of the one that it is made on, which is the one that was tested.
  [[nodiscard]] std::vector<std::string> source_tags() const {
    std::vector<std::string> names;
    for (const std::string_view which : {"", "^1"}) {
      const auto commit = git_.capture(
          {"rev-parse", "--verify", "--quiet", fmt::format("{}{}^{{commit}}", target_.planned.head, which)});
      if (!commit || commit->outcome.exit_code != 0) {
        continue;
      }
      const std::string sha(trim(commit->output));
      if (!pattern_.empty()) {
        names.push_back(replace_all(pattern_, kSha, sha));
        continue;
      }
      names.insert(names.end(), {sha, "sha-" + sha, "sha-" + sha.substr(0, 12), "sha-" + sha.substr(0, 7)});
    }
    return names;
  }

  /// Empty when there is none.
  [[nodiscard]] Result<std::string> digest_of(const std::string& tag) const {
    auto digest = registry_->manifest_digest(image_.repository, tag);
    return digest ? Result<std::string>(digest->value_or("")) : fail(std::move(digest.error()));
  }

  [[nodiscard]] Result<std::string> find_source() const {
    for (const std::string& tag : source_tags()) {
      auto digest = digest_of(tag);
      if (!digest || !digest->empty()) {
        return digest;
      }
    }
    return std::string();
  }

  ReleaseTarget& target_;
  const ReleasePorts& ports_;
  release::Git git_;
  std::stop_token stop_;
  image::Reference image_;
  std::string pattern_;
  std::unique_ptr<image::Registry> registry_;
  std::string digest_;
};

}  // namespace

std::vector<Step> image_steps(ReleaseTarget& target, const ReleasePorts& ports, std::stop_token stop) {
  const auto steps = std::make_shared<ImageSteps>(target, ports, std::move(stop));  // shared by both functions
  return {{"image tags", [steps] { return steps->look(); }, [steps] { return steps->act(); }}};
}

}  // namespace ropewalk::app
