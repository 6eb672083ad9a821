// Traces of runs and deployments in OTLP's JSON form, by the names of OpenTelemetry's conventions for CI/CD: a run, its
// jobs, their steps; a deployment and its phases.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "deploy/record.h"
#include "record/event.h"

namespace ropewalk::app {

/// The events of one run, in order, without logs. What has no end yet is left out; the same run always gives the same
/// ids.
[[nodiscard]] json::object trace_of_run(const std::vector<record::Event>& events, std::string_view version);

/// A deployment that has ended, with its journal.
[[nodiscard]] json::object trace_of_deployment(const deploy::Deployment& deployment,
                                               const std::vector<deploy::Event>& journal, std::string_view version);

}  // namespace ropewalk::app
