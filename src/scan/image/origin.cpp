#include "scan/image/origin.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

/// Docker's classic builder writes `/bin/sh -c #(nop)  CMD ["x"]`, BuildKit `CMD ["x"]` and `RUN /bin/sh -c x #
/// buildkit`.
std::string plain(std::string_view created_by) {
  std::string_view text = trim(created_by);
  constexpr std::string_view kNop = "#(nop)";
  if (const std::size_t nop = text.find(kNop); nop != std::string_view::npos) {
    return std::string(trim(text.substr(nop + kNop.size())));
  }
  constexpr std::string_view kBuildkit = "# buildkit";
  if (text.ends_with(kBuildkit)) {
    text = trim(text.substr(0, text.size() - kBuildkit.size()));
  }
  for (const std::string_view shell : {"RUN /bin/sh -c ", "/bin/sh -c "}) {
    if (text.starts_with(shell)) {
      return "RUN " + std::string(trim(text.substr(shell.size())));
    }
  }
  return std::string(text);
}

}  // namespace

LayerOrigin::LayerOrigin(const image::ImageConfig& config) : config_(config) {
  int layers = 0;
  int candidate = 0;
  for (const image::HistoryStep& step : config.history) {
    const std::string text = plain(step.created_by);
    if (!step.is_empty_layer) {
      // Layers follow the command: what was before it is a finished image.
      base_layers_ = candidate;
      ++layers;
    } else if (text.starts_with("CMD") || text.starts_with("ENTRYPOINT")) {
      candidate = layers;
    }
  }
  for (const auto& [key, value] : config.labels) {
    if (key == "org.opencontainers.image.base.name") {
      base_name_ = value;
    }
  }
}

std::string LayerOrigin::instruction(int layer) const {
  const image::HistoryStep* step = config_.step_of_layer(layer);
  return step == nullptr ? std::string() : plain(step->created_by);
}

}  // namespace ropewalk::scan
