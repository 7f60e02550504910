variable "VERSION" {
  default = "1.4"
}

group "default" {
  targets = ["app", "tool"]
}

target "_common" {
  args = {
    VERSION = VERSION
  }
  labels = {
    "org.opencontainers.image.version" = VERSION
  }
}

target "app" {
  inherits = ["_common"]
  matrix = {
    region = ["eu", "us"]
  }
  name   = "app-${region}"
  target = "app"
  args = {
    REGION = upper(region)
  }
}

target "tool" {
  inherits = ["_common"]
  target   = "tool"
}
