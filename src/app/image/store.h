// Where built images lie on this machine: blobs by digest, how layers were packed, and what came of earlier builds.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "image/manifest.h"
#include "ports/files.h"

namespace ropewalk::app {

class ImageStore {
 public:
  /// Below this folder, which is made when something is put in.
  ImageStore(std::filesystem::path folder, ports::Files& files) : folder_(std::move(folder)), files_(files) {}

  [[nodiscard]] std::filesystem::path blob_path(std::string_view digest) const;
  [[nodiscard]] bool has(std::string_view digest) const;
  /// The blob, proven against its digest. Errors: kNotFound, kInvalid when it is another's.
  [[nodiscard]] Result<std::string> blob(std::string_view digest) const;
  /// Keeps bytes under their digest; those that are there are not written again.
  [[nodiscard]] Result<image::Descriptor> put(std::string_view bytes, std::string_view media_type);

  /// The packed form of a layer, when it has been packed before and is still there.
  [[nodiscard]] std::optional<image::Descriptor> packed(std::string_view diff_id) const;
  [[nodiscard]] Result<void> remember_packed(std::string_view diff_id, const image::Descriptor& packed);

  /// What was kept under a key (hexadecimal digits); nothing when nothing was, or when it cannot be read.
  [[nodiscard]] std::optional<json::object> record(std::string_view key) const;
  [[nodiscard]] Result<void> keep_record(std::string_view key, const json::object& record);

  /// A new folder for what a build leaves on its way.
  [[nodiscard]] Result<std::filesystem::path> work_folder();
  /// True for a path that only such a folder has.
  [[nodiscard]] static bool is_work_folder(const std::filesystem::path& path);
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  ports::Files& files_;
};

}  // namespace ropewalk::app
