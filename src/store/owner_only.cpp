#include "store/owner_only.h"

#include <fmt/format.h>

#include <system_error>

namespace ropewalk::store {

Result<void> make_owner_only(const std::filesystem::path& folder) {
  using std::filesystem::perms;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return fail(ErrorKind::kInternal,
                fmt::format("the folder {} cannot be made: {}", folder.string(), error.message()));
  }
  const perms now = std::filesystem::status(folder, error).permissions();
  if (!error && (now & (perms::group_all | perms::others_all)) != perms::none) {
    std::filesystem::permissions(folder, perms::owner_all, error);
  }
  return {};
}

}  // namespace ropewalk::store
