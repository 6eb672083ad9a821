#include "app/attempts/attempt_artifacts.h"

#include <algorithm>
#include <utility>

#include "app/attempts/attempt.h"

namespace ropewalk::app {
namespace {

class AttemptArtifacts final : public record::ArtifactStore {
 public:
  explicit AttemptArtifacts(std::unique_ptr<record::ArtifactStore> artifacts) : artifacts_(std::move(artifacts)) {}

  Result<std::unique_ptr<record::ArtifactDraft>> reserve(const RunId& run, std::string_view name, bool overwrite,
                                                         std::chrono::days retention) override {
    return artifacts_->reserve(run, name, overwrite, retention);
  }

  Result<std::vector<record::Artifact>> list(const RunId& run) override {
    auto all = artifacts_->list(run);
    for (int attempt = attempt_number(run.text()) - 1; all && attempt > 0; --attempt) {
      const auto earlier = artifacts_->list(attempt_id(run_of_attempt(run.text()), attempt));
      if (!earlier) {
        return fail(earlier.error());
      }
      for (const record::Artifact& artifact : *earlier) {
        if (std::ranges::find(*all, artifact.name, &record::Artifact::name) == all->end()) {
          all->push_back(artifact);
        }
      }
    }
    if (all) {
      std::ranges::sort(*all, {}, &record::Artifact::name);
    }
    return all;
  }

  Result<std::filesystem::path> open(const record::Artifact& artifact) override { return artifacts_->open(artifact); }
  Result<record::Removed> remove(const RunId& run) override { return artifacts_->remove(run); }
  Result<record::Removed> tidy(bool is_rehearsal) override { return artifacts_->tidy(is_rehearsal); }

 private:
  std::unique_ptr<record::ArtifactStore> artifacts_;
};

}  // namespace

std::unique_ptr<record::ArtifactStore> make_attempt_artifacts(std::unique_ptr<record::ArtifactStore> artifacts) {
  return std::make_unique<AttemptArtifacts>(std::move(artifacts));
}

}  // namespace ropewalk::app
