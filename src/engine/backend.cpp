#include "engine/backend.h"

namespace ropewalk::engine {

Result<Backend*> choose_backend(const std::vector<Backend*>& backends, const PlaceNeeds& needs) {
  Error reason{ErrorKind::kIncomplete, "has no place to run in"};
  for (Backend* backend : backends) {
    auto supported = backend->supports(needs);
    if (supported) {
      return backend;
    }
    reason = std::move(supported.error());
  }
  return fail(std::move(reason));
}

}  // namespace ropewalk::engine
