#include "app/fetch_artifact.h"

#include <fmt/format.h>

namespace ropewalk::app {

Result<void> fetch_artifact(const record::Artifact& artifact, const std::filesystem::path& folder,
                            record::ArtifactStore& store, ports::Files& files, ports::Archive& archive,
                            const std::stop_token& stop) {
  const auto zip = store.open(artifact);
  if (!zip) {
    return fail(zip.error());
  }
  const auto digest = files.digest(*zip, stop);
  if (!digest) {
    return fail(digest.error());
  }
  if (to_hex(*digest) != artifact.digest) {
    return fail(ErrorKind::kInvalid,
                fmt::format("the artifact '{}' is not what was uploaded: its digest differs", artifact.name),
                fmt::format("its archive {} was changed or is damaged", zip->string()));
  }
  if (Result<void> made = files.make_directories(folder); !made) {
    return made;
  }
  return archive.unpack(*zip, folder, stop);
}

}  // namespace ropewalk::app
