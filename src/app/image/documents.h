// The documents of an image: bills of materials of each platform and its provenance, made from what was built and kept
// by its digest.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/image/build_image.h"
#include "app/image/largest.h"
#include "app/image/mask.h"
#include "app/image/store.h"
#include "base/result.h"
#include "image/sign/statement.h"
#include "ports/environment.h"
#include "ports/files.h"

namespace ropewalk::app {

struct ImageDocuments {
  std::filesystem::path folder;
  /// CycloneDX of the first platform, and SPDX.
  std::filesystem::path sbom;
  std::filesystem::path spdx;
  std::filesystem::path provenance;
  /// All statements, each with the digests that it is attached to.
  std::vector<image::Statement> statements;
  /// Of the first platform.
  std::vector<LargeFile> largest;
};

struct DocumentRequest {
  const BuiltImageSet* image = nullptr;
  const ImageRequest* request = nullptr;
  /// What it is called, for the subjects; may be empty.
  std::string name;
  std::string started;
  std::string finished;
  std::string version;
};

/// Writes them below `folder` (state/images/<digest>). Errors: kInvalid for layers that cannot be read.
[[nodiscard]] Result<ImageDocuments> write_documents(const DocumentRequest& request,
                                                     const std::filesystem::path& folder, ImageStore& store,
                                                     const ports::Environment& environment, ports::Files& files);

/// Those of an earlier build of the very same image, without their statements; nothing when some are missing. What was
/// built then is not built again now, so its provenance stays that of then.
[[nodiscard]] std::optional<ImageDocuments> kept_documents(const BuiltImageSet& image,
                                                           const std::filesystem::path& folder, const ImageStore& store,
                                                           const ports::Files& files);

/// The statements that a build on this machine left for a digest; none when it was built elsewhere.
[[nodiscard]] std::vector<image::Statement> kept_statements(const std::filesystem::path& state,
                                                            const std::string& digest, const ports::Files& files);

}  // namespace ropewalk::app
