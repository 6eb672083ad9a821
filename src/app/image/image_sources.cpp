#include "app/image/image_sources.h"

#include <fmt/format.h>

namespace ropewalk::app {

Result<image::StoredManifest> StoreSource::manifest(const std::string& digest) {
  auto bytes = store_.blob(digest);
  if (!bytes) {
    return fail(std::move(bytes.error()));
  }
  return image::StoredManifest{.bytes = *bytes, .media_type = image::media_type_of(*bytes), .digest = digest};
}

Result<std::string> StoreSource::blob(const image::Descriptor& blob) { return store_.blob(blob.digest); }

Result<image::StoredManifest> RegistrySource::manifest(const std::string& digest) {
  auto found = registry_.manifest(repository_, digest);
  if (!found) {
    return fail(std::move(found.error()));
  }
  if (!*found) {
    return fail(ErrorKind::kNotFound, fmt::format("{} has no {} in {}", registry_.name(), digest, repository_));
  }
  return std::move(**found);
}

Result<std::string> RegistrySource::blob(const image::Descriptor& blob) { return registry_.blob(repository_, blob); }

std::string RegistrySource::mountable_from(const image::Registry& target) const {
  return target.name() == registry_.name() ? repository_ : "";
}

}  // namespace ropewalk::app
