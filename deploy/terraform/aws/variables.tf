# What differs from one installation to another.
variable "name" {
  description = "Beginning of all names."
  type        = string
  default     = "pinflow"
}

variable "vpc_id" {
  description = "The network that everything lies in."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets with a way out, each in another zone: the first one holds pinflow, all of them MSK's brokers."
  type        = list(string)
  validation {
    condition     = length(var.subnet_ids) >= 1
    error_message = "Name one subnet at least; two or three with use_msk."
  }
}

variable "client_cidrs" {
  description = "Addresses that may reach the doors."
  type        = list(string)
}

variable "package_url" {
  description = "Where pinflow.deb lies, as s3://bucket/key: what `./dev package` made."
  type        = string
  validation {
    condition     = startswith(var.package_url, "s3://")
    error_message = "Write s3://bucket/key."
  }
}

variable "pinflow_toml" {
  description = "More settings: keys of clients, streams, schedule."
  type        = string
  default     = ""
}

variable "instance_type" {
  description = "docs/scale.md tells what two cores do."
  type        = string
  default     = "m7i.large"
}

variable "volume_gib" {
  description = "The log and its tables, where the lake is not on S3."
  type        = number
  default     = 100
}

variable "use_msk" {
  description = "Records in MSK instead of pinflow's own log."
  type        = bool
  default     = false
}

variable "msk_instance_type" {
  description = "Of each broker."
  type        = string
  default     = "kafka.m7g.large"
}
