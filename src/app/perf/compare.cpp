#include "app/perf/compare.h"

#include <algorithm>

#include "app/perf/measuring.h"
#include "app/perf/versions.h"

namespace ropewalk::app {

bool Comparison::has(perf::Verdict verdict) const {
  return std::any_of(judgements.begin(), judgements.end(),
                     [&](const perf::Judgement& judgement) { return judgement.verdict == verdict; });
}

Result<Comparison> compare(const CompareRequest& request, const Place& place, const ComparePorts& ports,
                           const CompareProgress& progress, std::stop_token stop) {
  if (auto has = has_commands(request); !has) {
    return fail(std::move(has.error()));
  }
  const auto folder = make_folder(ports);
  if (!folder) {
    return fail(folder.error());
  }
  auto versions = make_versions(request, place, folder->path(), ports, stop);
  if (!versions) {
    return fail(std::move(versions.error()));
  }
  auto judgements = compare_built(request, *versions, ports, progress, stop);
  if (!judgements) {
    return fail(std::move(judgements.error()));
  }
  return Comparison{.base = versions->base_commit.empty() ? request.base : versions->base_commit,
                    .head = versions->head_commit.empty() ? request.head : versions->head_commit,
                    .judgements = std::move(*judgements)};
}

}  // namespace ropewalk::app
