#include "app/image/store.h"

#include <fmt/format.h>

namespace ropewalk::app {
namespace {

constexpr std::string_view kWork = "work";
constexpr std::string_view kBuild = "build-";

std::string_view digits(std::string_view digest) { return digest.substr(digest.find(':') + 1); }

}  // namespace

std::filesystem::path ImageStore::blob_path(std::string_view digest) const {
  return folder_ / "blobs" / "sha256" / digits(digest);
}

bool ImageStore::has(std::string_view digest) const { return files_.type(blob_path(digest)) == ports::FileType::kFile; }

Result<std::string> ImageStore::blob(std::string_view digest) const {
  if (!has(digest)) {
    return fail(ErrorKind::kNotFound, fmt::format("{} is not on this machine", digest));
  }
  auto bytes = files_.read(blob_path(digest));
  if (bytes && image::digest_of(*bytes) != digest) {
    return fail(ErrorKind::kInvalid, fmt::format("{} was changed on the disk", blob_path(digest).string()),
                "remove the file; the next build writes it again");
  }
  return bytes;
}

Result<image::Descriptor> ImageStore::put(std::string_view bytes, std::string_view media_type) {
  image::Descriptor descriptor{
      .media_type = std::string(media_type), .digest = image::digest_of(bytes), .size = bytes.size()};
  if (!has(descriptor.digest)) {
    if (auto written = files_.write(blob_path(descriptor.digest), bytes); !written) {
      return fail(std::move(written.error()));
    }
  }
  return descriptor;
}

std::optional<image::Descriptor> ImageStore::packed(std::string_view diff_id) const {
  const auto found = record(digits(diff_id));
  if (!found) {
    return std::nullopt;
  }
  const json::value* size = found->if_contains("size");
  image::Descriptor descriptor{.media_type = std::string(image::kLayerType),
                               .digest = std::string(string_member(*found, "digest"))};
  if (size == nullptr || !size->is_int64() || !has(descriptor.digest)) {
    return std::nullopt;
  }
  descriptor.size = static_cast<std::uint64_t>(size->get_int64());
  const auto there = files_.size(blob_path(descriptor.digest));
  return there && *there == descriptor.size ? std::optional(descriptor) : std::nullopt;
}

Result<void> ImageStore::remember_packed(std::string_view diff_id, const image::Descriptor& packed) {
  return keep_record(digits(diff_id), {{"digest", packed.digest}, {"size", packed.size}});
}

std::optional<json::object> ImageStore::record(std::string_view key) const {
  const std::filesystem::path path = folder_ / "records" / fmt::format("{}.json", key);
  if (files_.type(path) != ports::FileType::kFile) {
    return std::nullopt;
  }
  const auto text = files_.read(path);
  auto parsed = text ? parse_json(*text, path.string()) : Result<json::value>(fail(text.error()));
  return parsed && parsed->is_object() ? std::optional(parsed->get_object()) : std::nullopt;
}

Result<void> ImageStore::keep_record(std::string_view key, const json::object& record) {
  return files_.write(folder_ / "records" / fmt::format("{}.json", key), to_json_text(record));
}

Result<std::filesystem::path> ImageStore::work_folder() {
  if (auto made = files_.make_directories(folder_ / kWork); !made) {
    return fail(std::move(made.error()));
  }
  return files_.make_temporary_directory(folder_ / kWork, kBuild);
}

bool ImageStore::is_work_folder(const std::filesystem::path& path) {
  return path.is_absolute() && path == path.lexically_normal() && path.parent_path().filename() == kWork &&
         path.filename().string().starts_with(kBuild);
}

}  // namespace ropewalk::app
