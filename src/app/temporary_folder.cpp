#include "app/temporary_folder.h"

namespace ropewalk::app {

TemporaryFolder::~TemporaryFolder() {
  if (!path_.empty()) {
    static_cast<void>(files_->remove_all(path_));
  }
}

}  // namespace ropewalk::app
