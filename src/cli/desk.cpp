#include "cli/desk.h"

namespace ropewalk::cli {

Desk& desk(Outside& outside) { return dynamic_cast<Desk&>(outside); }

}  // namespace ropewalk::cli
